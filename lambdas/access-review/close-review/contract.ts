/** Closes a review and signs its outcome. Nothing of it changes any more. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { reviewWithProgressSchema } from '../access-review-schema.ts';

export const closeReviewContract = defineContract({
  summary: 'Close an access review, and sign its outcome',
  auth: ['operator'],
  scopes: ['reviews:write'],
  access: ['statement-key:sign'],
  params: z.object({ id: id('review') }),
  body: z.strictObject({
    /** Closes it though something is not decided: its outcome says so. What is to be taken away is taken away first. */
    accept_incomplete: z.optional(z.boolean()),
  }),
  replies: { 200: reviewWithProgressSchema },
  errors: [
    'not_found',
    'forbidden',
    'own_access',
    'recent_authentication_required',
    'review_not_open',
    'review_incomplete',
    'conflict',
  ],
  events: ['access_review.closed'],
});
