/** A page of the evidence of a breach: a signed bundle that `hale verify-bundle` checks, with a proof for each event. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const getEvidenceContract = defineContract({
  summary: 'Get the evidence of a breach, page by page, each a signed bundle with a proof for every event',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  access: ['archive:read', 'control:read', 'live:read', 'data-key:unwrap', 'statement-key:sign'],
  params: z.object({ id: id('breach') }),
  query: z.object({ page: z.prefault(z.coerce.number().check(z.int(), z.gte(1), z.lte(100_000)), 1) }),
  replies: {
    200: z.object({
      manifest: z.record(z.string(), z.unknown()),
      statement: z.string(),
      parts: z.record(z.string(), z.unknown()),
    }),
  },
  errors: ['not_found', 'scope_not_complete', 'recent_authentication_required'],
  events: ['breach.evidence_exported'],
});
