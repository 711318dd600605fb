/** One approval: whoever asked looks here what became of it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { approvalSchema } from '../approval-schema.ts';

export const getApprovalContract = defineContract({
  summary: 'Get an approval',
  auth: ['secret_key', 'operator'],
  scopes: ['approvals:read'],
  params: z.object({ id: id('approval') }),
  replies: { 200: approvalSchema },
  errors: ['not_found'],
  events: [],
});
