/** Asks for the recovery of an account. The same for every address, whether somebody has it or not (security.md, row 1). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id, time } from '../../shared/vocabulary.ts';

export const requestRecoveryContract = defineContract({
  summary: 'Ask for the recovery of an account; what is mailed then proves the mailbox',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  budgets: { take: ['recovery_ip'] },
  body: z.object({
    email,
    organization_id: z.optional(id('organization')),
    /** The application's page for recoveries, registered as a redirect URI. Without it, secrets are mailed to be typed. */
    redirect_uri: z.optional(z.string().check(z.maxLength(512))),
  }),
  replies: { 202: z.object({ id: id('recovery'), expires_at: time }) },
  errors: ['validation_failed', 'conflict'],
  events: ['abuse.limit_reached', 'recovery.requested'],
});
