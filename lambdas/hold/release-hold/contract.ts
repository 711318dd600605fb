/** Asks for the release of a hold. It takes two people in every project, whatever its settings (audit-log.md §9). */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { reason } from '../hold-schema.ts';

export const releaseHoldContract = defineContract({
  summary: 'Ask for the release of a legal hold; 202, for it always waits for a second person',
  auth: ['secret_key', 'operator'],
  scopes: ['holds:write'],
  params: z.object({ id: id('hold') }),
  body: z.strictObject({ reason }),
  replies: { 202: pendingSchema },
  errors: ['not_found', 'forbidden', 'already_decided', 'recent_authentication_required', 'conflict'],
  events: ['approval.requested', 'hold.released'],
});
