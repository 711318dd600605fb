/** Takes away what a reviewer decided to revoke and may not take themselves. It takes the permission of its own route. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { confirm, itemId, itemSchema } from '../access-review-schema.ts';

export const carryOutRevocationContract = defineContract({
  summary: 'Carry out what a reviewer decided to revoke',
  auth: ['operator'],
  scopes: ['reviews:write'],
  params: z.object({ id: id('review'), item: itemId }),
  query: z.object({ confirm }),
  replies: { 200: itemSchema },
  errors: [
    'not_found',
    'review_not_open',
    'forbidden',
    'own_access',
    'recent_authentication_required',
    'already_decided',
    'not_revoked',
    'last_key',
    'too_few_operators',
    'conflict',
  ],
  events: [
    'access_review.item_revoked',
    'access_review.item_refreshed',
    'operator.revoked',
    'operator.granted',
    'api_key.revoked',
    'client.revoked',
    'membership.deleted',
  ],
});
