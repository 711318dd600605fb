/** The control matrix that this deployment was made from, without its proofs: those are with the sources (A53). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const getControlsContract = defineContract({
  summary: 'Get the control matrix of the HIPAA Security Rule: counts for each section, and the status of each item',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  replies: {
    200: z.object({
      sections: z.array(
        z.object({
          section: z.string(),
          name: z.string(),
          pass: z.int(),
          partial: z.int(),
          not_applicable: z.int(),
          controls: z.array(
            z.object({
              citation: z.string(),
              title: z.string(),
              status: z.enum(['PASS', 'PARTIAL', 'N/A']),
              /** Of what is not PASS, in one line. */
              because: z.nullable(z.string()),
            }),
          ),
        }),
      ),
    }),
  },
  errors: [],
  events: [],
});
