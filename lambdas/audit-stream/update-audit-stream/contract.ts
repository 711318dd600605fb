/** Changes a stream. A destination is given whole, with its secret: no token goes where it was not given for. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, text } from '../../shared/vocabulary.ts';
import { auditStreamWithSecretSchema, destinationInput } from '../audit-stream-schema.ts';

export const updateAuditStreamContract = defineContract({
  summary: 'Change a stream of the audit log, or rotate its signing secret',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write', 'audit:export'],
  params: z.object({ id: id('stream') }),
  body: z
    .strictObject({
      name: z.optional(text(100)),
      destination: z.optional(destinationInput),
      include_personal: z.optional(z.boolean()),
      /** Of an `https` destination: for a day signatures carry the old secret too. */
      rotate_signing_secret: z.optional(z.literal(true)),
    })
    .check(z.refine((body) => Object.keys(body).length > 0, 'nothing to change')),
  replies: { 200: auditStreamWithSecretSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.updated'],
});
