/** What is reviewed, in the order of ids: what each is, when it was last used, and what was decided. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { itemId, itemSchema } from '../access-review-schema.ts';

export const listReviewItemsContract = defineContract({
  summary: 'List what an access review is about',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  params: z.object({ id: id('review') }),
  query: z.object({ limit, cursor: z.optional(itemId) }),
  replies: { 200: z.object({ data: z.array(itemSchema), next_cursor: z.nullable(itemId) }) },
  errors: ['not_found'],
  events: [],
});
