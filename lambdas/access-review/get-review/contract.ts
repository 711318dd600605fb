/** One review, with how far it is. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { reviewWithProgressSchema } from '../access-review-schema.ts';

export const getReviewContract = defineContract({
  summary: 'Get an access review, with how far it is',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  params: z.object({ id: id('review') }),
  replies: { 200: reviewWithProgressSchema },
  errors: ['not_found'],
  events: [],
});
