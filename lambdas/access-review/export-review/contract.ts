/** A review with its items, hundreds in each answer, for people and their spreadsheets: not signed, but with names and reasons. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { itemId, itemSchema, reviewWithProgressSchema } from '../access-review-schema.ts';

export const exportReviewContract = defineContract({
  summary: 'Export an access review as JSON or CSV',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  params: z.object({ id: id('review') }),
  query: z.object({ format: z.prefault(z.enum(['json', 'csv']), 'json'), cursor: z.optional(itemId) }),
  replies: {
    /** A text where CSV was asked for: then the `Link` header names the next part, which goes behind it without a heading. */
    200: z.union([
      z.object({ review: reviewWithProgressSchema, items: z.array(itemSchema), next_cursor: z.nullable(itemId) }),
      z.string(),
    ]),
  },
  errors: ['not_found'],
  events: [],
});
