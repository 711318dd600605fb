/** Whether the project keeps to its own rules now (features.md B24), as a document and a statement over it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';
import { RESULTS } from '../posture.ts';

export const getPostureContract = defineContract({
  summary: 'State under a key whether the project is in policy now, check by check',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  access: ['statement-key:sign', 'audit:read', 'lanes:read', 'control:read', 'archive:read', 'search:read'],
  replies: {
    200: z.object({
      /** What was signed: its canonical JSON (RFC 8785). */
      document: z.object({
        v: z.literal(1),
        issuer: z.string(),
        project_id: id('project'),
        as_of: time,
        in_policy: z.boolean(),
        checks: z.array(
          z.object({
            id: z.string(),
            result: z.enum(RESULTS),
            expected: z.string(),
            found: z.string(),
            /** Of 45 CFR: a reading that counsel must check. */
            citation: z.string(),
          }),
        ),
      }),
      /** A C2SP signed note; its keys are at /v1/compliance/statement-keys. */
      statement: z.string(),
    }),
  },
  errors: ['not_found'],
  events: ['compliance.posture_stated'],
});
