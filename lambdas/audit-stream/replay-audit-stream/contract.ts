/** Sends the log again from an index or a time. By index it may also go forward, past an event that is refused. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, timeWithOffset } from '../../shared/vocabulary.ts';
import { auditStreamSchema } from '../audit-stream-schema.ts';

export const replayAuditStreamContract = defineContract({
  summary: 'Send the audit log again from an index or a time',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write', 'audit:export'],
  access: ['control:read', 'lanes:read'],
  params: z.object({ id: id('stream') }),
  body: z
    .strictObject({
      /** That organization's log; else the project's own for an index, and all that the stream follows for a time. */
      organization_id: z.optional(id('organization')),
      from_index: z.optional(z.int().check(z.gte(0))),
      from_time: z.optional(timeWithOffset),
    })
    .check(
      z.refine(
        ({ from_index, from_time }) => (from_index === undefined) !== (from_time === undefined),
        'expected either from_index or from_time',
      ),
    ),
  replies: { 202: auditStreamSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.replayed'],
});
