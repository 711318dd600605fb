/** Signs in with e-mail and password, where the project allows it. Known and unknown addresses get the same answer. */
import * as z from 'zod/mini';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';
import { email, id } from '../../shared/vocabulary.ts';
import { typedPassword } from '../password-schema.ts';

export const signInContract = defineContract({
  summary: 'Sign in with a password',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  budgets: { take: ['password_ip'], failuresOnly: true },
  body: z.object({ email, password: typedPassword, organization_id: z.optional(id('organization')) }),
  replies: { 200: envelopeSchema },
  errors: ['password_not_allowed', 'invalid_credentials', 'rate_limited', ...MINT_ERRORS],
  events: ['abuse.limit_reached', 'auth.signin_attempt', 'auth.step_up_required', 'risk.decided', 'session.created'],
});
