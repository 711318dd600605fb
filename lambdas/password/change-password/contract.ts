/** Sets the signed-in user's password: the first one, or another one for who knows the present one. */
import * as z from 'zod/mini';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { typedPassword } from '../password-schema.ts';

export const changePasswordContract = defineContract({
  summary: 'Set or change the password',
  auth: ['user'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  budgets: { take: ['password_ip'], failuresOnly: true },
  body: z.object({
    /** Where there is one. */
    current_password: z.optional(typedPassword),
    new_password: typedPassword,
  }),
  replies: { 200: envelopeSchema },
  errors: [
    'password_not_allowed',
    'recent_authentication_required',
    'invalid_credentials',
    'password_too_weak',
    'not_found',
    'rate_limited',
    ...MINT_ERRORS,
    ...LIMIT_ERRORS,
  ],
  events: [
    'abuse.limit_reached',
    'password.set',
    'auth.signin_attempt',
    'auth.step_up_required',
    'session.created',
    'session.revoked',
  ],
});
