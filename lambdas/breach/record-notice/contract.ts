/**
 * Notes that a notice was sent: by whoever sends letters, for nothing here does. It meets the clock of that notice; that of
 * individuals once all sendings together were to as many as are affected.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, timeWithOffset } from '../../shared/vocabulary.ts';
import { NOTICES } from '../breach.ts';
import { breachSchema } from '../breach-schema.ts';

export const recordNoticeContract = defineContract({
  summary: 'Record that a notice of a breach was sent: which draft, when, and to how many',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  body: z.strictObject({
    notice: z.enum(NOTICES),
    version: z.int().check(z.gte(1)),
    sent_at: timeWithOffset,
    /** Who was not told by a sending before. */
    recipients: z.int().check(z.gte(1), z.lte(1_000_000_000)),
  }),
  replies: { 200: breachSchema },
  errors: ['not_found', 'breach_closed', 'validation_failed', 'conflict', 'recent_authentication_required'],
  events: ['breach.notice_sent'],
});
