/** Somebody who might have agreed does not, or whoever asked takes it back: nothing changes. One person is enough. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { approvalSchema } from '../approval-schema.ts';

export const denyContract = defineContract({
  summary: 'Refuse a change, or take back that one asked for it',
  auth: ['operator'],
  scopes: ['approvals:write'],
  params: z.object({ id: id('approval') }),
  body: z.strictObject({}),
  replies: { 200: approvalSchema },
  errors: [
    'not_found',
    'forbidden',
    'already_decided',
    'approval_expired',
    'recent_authentication_required',
    'conflict',
  ],
  events: ['approval.denied'],
});
