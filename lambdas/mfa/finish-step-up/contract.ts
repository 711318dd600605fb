/** Answers a challenge for one more factor: what was proven before and this together become the session. */
import * as z from 'zod/mini';
import { assertionCredential } from '../../passkey/credential-schema.ts';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { challengeId, method } from '../step-up-schema.ts';

export const finishStepUpContract = defineContract({
  summary: 'Answer a step-up challenge',
  auth: ['anonymous'],
  access: [
    'ephemeral:read',
    'ephemeral:spend',
    'ephemeral:write',
    'hmac-key:derive',
    'token-key:read',
    'token-key:sign',
  ],
  budgets: { take: ['code_ip'], failuresOnly: true },
  body: z
    .object({
      challenge_id: challengeId,
      method,
      code: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(64))),
      credential: z.optional(assertionCredential),
    })
    .check(
      z.refine(
        ({ method, code, credential }) => (method === 'passkey' ? credential : code) !== undefined,
        'a passkey is answered with a credential, everything else with a code',
      ),
    ),
  replies: { 200: envelopeSchema },
  errors: [
    'invalid_code',
    'method_not_offered',
    'passkey_verification_failed',
    'rate_limited',
    'session_expired',
    ...LIMIT_ERRORS,
    ...MINT_ERRORS,
  ],
  events: [
    'abuse.limit_reached',
    'auth.challenge_failed',
    'auth.signin_attempt',
    'auth.step_up_answered',
    'auth.step_up_required',
    'passkey.suspected',
    'recovery_codes.used',
    'session.created',
    'session.expired',
    'session.refresh_refused',
    'session.revoked',
  ],
});
