/** Mails a link that sets a new password. The same for every address, whether somebody has it or not (security.md, row 1). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email } from '../../shared/vocabulary.ts';

export const requestResetContract = defineContract({
  summary: 'Ask for a link that sets a new password',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  budgets: { take: ['send_ip'] },
  body: z.object({
    email,
    /** The application's page for new passwords, registered as a redirect URI. Without it, the token is mailed to be typed. */
    redirect_uri: z.optional(z.string().check(z.maxLength(1_536))),
  }),
  replies: { 202: null },
  errors: ['password_not_allowed', 'validation_failed', 'conflict', 'rate_limited'],
  events: ['abuse.limit_reached', 'password.reset_requested'],
});
