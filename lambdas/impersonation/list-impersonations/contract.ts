/** Who acted as whom, and why: newest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { impersonationSchema } from '../impersonation-schema.ts';

export const listImpersonationsContract = defineContract({
  summary: 'List impersonations, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['impersonations:read'],
  query: z.object({ limit, cursor: z.optional(id('impersonation')) }),
  replies: { 200: z.object({ data: z.array(impersonationSchema), next_cursor: z.nullable(id('impersonation')) }) },
  errors: [],
  events: [],
});
