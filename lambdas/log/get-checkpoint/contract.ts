/** The newest signed checkpoint of a log (C2SP tlog-checkpoint): what an auditor keeps, to hold a later copy against. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const getCheckpointContract = defineContract({
  summary: "Get the newest signed checkpoint of the project's log, or of an organization's",
  auth: ['secret_key', 'operator'],
  scopes: ['audit:read'],
  access: ['control:read', 'archive:read', 'live:read'],
  query: z.object({ organization_id: z.optional(id('organization')) }),
  replies: {
    200: z.object({
      origin: z.string(),
      size: z.int(),
      /** Base64. */
      root: z.string(),
      /** The signed note, verbatim. */
      checkpoint: z.string(),
      verifier_key: z.string(),
      /** All that it was signed with: two while a key is replaced, one more where ML-DSA-44 signs beside it. */
      verifier_keys: z.array(z.string()),
    }),
  },
  errors: ['not_found', 'not_archived_yet'],
  events: [],
});
