/** The project's reviews, closed ones too: newest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { reviewSchema } from '../access-review-schema.ts';

export const listReviewsContract = defineContract({
  summary: 'List access reviews, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  query: z.object({ limit, cursor: z.optional(id('review')) }),
  replies: { 200: z.object({ data: z.array(reviewSchema), next_cursor: z.nullable(id('review')) }) },
  errors: [],
  events: [],
});
