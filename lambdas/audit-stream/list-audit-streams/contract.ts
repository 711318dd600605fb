/** Lists the project's streams, without their secrets. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { auditStreamSchema } from '../audit-stream-schema.ts';

export const listAuditStreamsContract = defineContract({
  summary: 'List streams of the audit log',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:read'],
  replies: { 200: z.object({ data: z.array(auditStreamSchema) }) },
  errors: [],
  events: [],
});
