/** A reviewer says whether an access is still needed. Where they may take it away themselves, that is done with it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { itemId, itemSchema, reason } from '../access-review-schema.ts';

export const decideItemContract = defineContract({
  summary: 'Keep or revoke an access that is reviewed; nobody decides on their own',
  auth: ['operator'],
  scopes: ['reviews:write'],
  params: z.object({ id: id('review'), item: itemId }),
  body: z.strictObject({ decision: z.enum(['keep', 'revoke']), reason }),
  replies: { 200: itemSchema },
  errors: [
    'not_found',
    'review_not_open',
    'forbidden',
    'own_access',
    'recent_authentication_required',
    'already_decided',
    'last_key',
    'too_few_operators',
    'conflict',
  ],
  events: [
    'access_review.item_decided',
    'access_review.item_refreshed',
    'operator.revoked',
    'operator.granted',
    'api_key.revoked',
    'client.revoked',
    'membership.deleted',
  ],
});
