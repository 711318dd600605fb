/** What waits for a second person, and what was decided: newest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { approvalSchema } from '../approval-schema.ts';

export const listApprovalsContract = defineContract({
  summary: 'List approvals, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['approvals:read'],
  query: z.object({ limit, cursor: z.optional(id('approval')) }),
  replies: { 200: z.object({ data: z.array(approvalSchema), next_cursor: z.nullable(id('approval')) }) },
  errors: [],
  events: [],
});
