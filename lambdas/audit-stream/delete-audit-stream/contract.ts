/** Ends a stream: from this answer on no further batch begins. Its secret is gone with it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const deleteAuditStreamContract = defineContract({
  summary: 'End a stream of the audit log',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write'],
  params: z.object({ id: id('stream') }),
  replies: { 204: null },
  errors: ['recent_authentication_required', 'not_found', 'conflict'],
  events: ['audit_stream.deleted'],
});
