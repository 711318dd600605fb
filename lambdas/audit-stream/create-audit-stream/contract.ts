/** Makes a stream of the log. A signing secret is in this answer and in no other; tokens and keys are in none. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, text } from '../../shared/vocabulary.ts';
import { auditStreamWithSecretSchema, destinationInput } from '../audit-stream-schema.ts';

export const createAuditStreamContract = defineContract({
  summary: 'Stream the audit log to a SIEM or a bucket',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write', 'audit:export'],
  body: z.strictObject({
    name: text(100),
    destination: destinationInput,
    /** That organization's log alone; else all logs of the project. */
    organization_id: z.optional(id('organization')),
    /** Whether network addresses and what events say of people are sent too. */
    include_personal: z._default(z.boolean(), false),
    /** Whether what was logged before is sent. */
    from: z._default(z.enum(['now', 'beginning']), 'now'),
  }),
  replies: { 201: auditStreamWithSecretSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.created'],
});
