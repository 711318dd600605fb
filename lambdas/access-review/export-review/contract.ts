/** A review with all its items in one answer, for people and their spreadsheets: not signed, but with names and reasons. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { itemSchema, reviewWithProgressSchema } from '../access-review-schema.ts';

export const exportReviewContract = defineContract({
  summary: 'Export an access review as JSON or CSV',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  params: z.object({ id: id('review') }),
  query: z.object({ format: z.prefault(z.enum(['json', 'csv']), 'json') }),
  replies: {
    /** A text where CSV was asked for. */
    200: z.union([z.object({ review: reviewWithProgressSchema, items: z.array(itemSchema) }), z.string()]),
  },
  errors: ['not_found'],
  events: [],
});
