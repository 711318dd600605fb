/** Enrols the number that the code was sent to. Whoever changes how they sign in gets another session (row 7). */
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { codeAnswer } from '../otp-schema.ts';

export const confirmPhoneContract = defineContract({
  summary: 'Confirm a telephone number',
  auth: ['user'],
  access: ['ephemeral:read', 'ephemeral:spend', 'ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  body: codeAnswer,
  replies: { 200: envelopeSchema },
  errors: [
    'recent_authentication_required',
    'invalid_code',
    'already_enrolled',
    'not_found',
    'rate_limited',
    ...MINT_ERRORS,
    ...LIMIT_ERRORS,
  ],
  events: [
    'abuse.limit_reached',
    'auth.challenge_failed',
    'auth.signin_attempt',
    'auth.step_up_required',
    'phone.confirmed',
    'risk.decided',
    'session.created',
    'session.revoked',
  ],
});
