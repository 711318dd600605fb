/** Holds a stream where it is. Nothing is lost: it goes on from there when it is resumed. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { auditStreamSchema } from '../audit-stream-schema.ts';

export const pauseAuditStreamContract = defineContract({
  summary: 'Pause a stream of the audit log',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write'],
  params: z.object({ id: id('stream') }),
  replies: { 200: auditStreamSchema },
  errors: ['recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.paused'],
});
