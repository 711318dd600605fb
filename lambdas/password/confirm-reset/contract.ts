/** Sets a new password by a link that was mailed, and ends every session of the person. It is not a sign-in. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { typedPassword } from '../password-schema.ts';

export const confirmResetContract = defineContract({
  summary: 'Set a new password by a mailed link',
  auth: ['anonymous'],
  access: ['ephemeral:read', 'ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  budgets: { take: ['password_ip'], failuresOnly: true },
  body: z.object({
    token: z.string().check(z.maxLength(64)),
    new_password: typedPassword,
    /** Of the authenticator app, or a recovery code: where a policy of the person wants two factors. */
    code: z.optional(z.string().check(z.maxLength(64))),
  }),
  replies: { 204: null },
  errors: [
    'password_not_allowed',
    'token_consumed',
    'password_too_weak',
    'policy_violation_mfa_required',
    'invalid_code',
    'conflict',
    'rate_limited',
  ],
  events: ['abuse.limit_reached', 'auth.challenge_failed', 'password.set', 'recovery_codes.used'],
});
