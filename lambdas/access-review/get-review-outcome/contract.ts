/** What came of a closed review, as it was signed: `hale verify-bundle` checks it without this deployment. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

const json = z.record(z.string(), z.unknown());

export const getReviewOutcomeContract = defineContract({
  summary: 'Get the signed outcome of a closed access review',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:read'],
  params: z.object({ id: id('review') }),
  replies: {
    200: z.object({ manifest: json, statement: z.string(), parts: z.object({ review: json, items: z.array(json) }) }),
  },
  errors: ['not_found', 'review_incomplete'],
  events: [],
});
