/** Lets a paused stream go on from where it stopped, within a minute. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { auditStreamSchema } from '../audit-stream-schema.ts';

export const resumeAuditStreamContract = defineContract({
  summary: 'Let a paused stream of the audit log go on',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write'],
  params: z.object({ id: id('stream') }),
  replies: { 200: auditStreamSchema },
  errors: ['recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.resumed'],
});
