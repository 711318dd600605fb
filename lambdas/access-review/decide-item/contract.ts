/**
 * A reviewer says whether an access is still needed. Where they may take it away themselves, that is done with it; where
 * it cannot be, the decision stands all the same, with the obstacle.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { confirm, itemId, itemSchema, reason } from '../access-review-schema.ts';

export const decideItemContract = defineContract({
  summary: 'Keep or revoke an access that is reviewed; nobody decides on their own',
  auth: ['operator'],
  scopes: ['reviews:write'],
  params: z.object({ id: id('review'), item: itemId }),
  query: z.object({ confirm }),
  body: z.strictObject({ decision: z.enum(['keep', 'revoke']), reason }),
  replies: { 200: itemSchema },
  errors: [
    'not_found',
    'review_not_open',
    'forbidden',
    'own_access',
    'recent_authentication_required',
    'already_decided',
    'conflict',
  ],
  events: [
    'access_review.item_decided',
    'access_review.item_refreshed',
    'access_review.item_revoked',
    'operator.revoked',
    'operator.granted',
    'api_key.revoked',
    'client.revoked',
    'membership.deleted',
  ],
});
