/** The proof that an event stands in the signed log: C2SP tlog-proof, to be checked without any network. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const getProofContract = defineContract({
  summary: 'Prove that an event is in the signed log; `hale verify-proof` checks the proof offline',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:read'],
  access: ['audit:read', 'search:read', 'control:read', 'archive:read', 'live:read'],
  params: z.object({ id: id('event') }),
  replies: {
    200: z.object({
      id: id('event'),
      index: z.int(),
      /** Canonical JSON, exactly as it was hashed. */
      leaf: z.string(),
      /** A whole tlog-proof file. */
      proof: z.string(),
      verifier_key: z.string(),
    }),
  },
  errors: ['not_found', 'not_archived_yet'],
  events: ['audit.events_read'],
});
