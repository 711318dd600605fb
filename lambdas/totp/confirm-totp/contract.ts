/** Confirms an authenticator app by a code of it. The session is replaced; codes for recovery come with the first one. */
import * as z from 'zod/mini';
import { recoveryCodesSchema } from '../../recovery-code/recovery-code-schema.ts';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { totpCode } from '../totp-schema.ts';

export const confirmTotpContract = defineContract({
  summary: 'Confirm an authenticator app',
  auth: ['user'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  body: z.object({ code: totpCode }),
  replies: { 200: z.object({ ...envelopeSchema.shape, recovery_codes: z.optional(recoveryCodesSchema) }) },
  errors: [
    'recent_authentication_required',
    'not_enrolled',
    'already_enrolled',
    'invalid_code',
    'not_found',
    ...MINT_ERRORS,
    ...LIMIT_ERRORS,
  ],
  events: [
    'totp.confirmed',
    'recovery_codes.created',
    'auth.challenge_failed',
    'auth.signin_attempt',
    'auth.step_up_required',
    'session.created',
    'session.revoked',
  ],
});
