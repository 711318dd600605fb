/** Signs in whoever has the code that was sent to their address. */
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';
import { codeAnswer } from '../otp-schema.ts';

export const verifyOtpContract = defineContract({
  summary: 'Sign in with a one-time code',
  auth: ['anonymous'],
  budgets: { take: ['sign_in_ip'] },
  access: [
    'ephemeral:read',
    'ephemeral:spend',
    'ephemeral:write',
    'hmac-key:derive',
    'token-key:read',
    'token-key:sign',
  ],
  body: codeAnswer,
  replies: { 200: envelopeSchema },
  errors: ['invalid_code', 'rate_limited', ...MINT_ERRORS],
  events: [
    'abuse.limit_reached',
    'auth.challenge_failed',
    'auth.signin_attempt',
    'auth.step_up_required',
    'passkey.removed',
    'password.removed',
    'phone.removed',
    'risk.decided',
    'risk.decided',
    'session.created',
    'session.revoked',
    'totp.removed',
    'user.created',
    'user.profile_updated',
    'user.updated',
  ],
});
