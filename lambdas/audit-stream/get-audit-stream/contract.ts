/** Shows a stream, without its secret. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { auditStreamSchema } from '../audit-stream-schema.ts';

export const getAuditStreamContract = defineContract({
  summary: 'Show a stream of the audit log',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:read'],
  params: z.object({ id: id('stream') }),
  replies: { 200: auditStreamSchema },
  errors: ['not_found'],
  events: [],
});
