/** Makes ten recovery codes, shown this once, in the place of those that there were. The session is replaced. */
import * as z from 'zod/mini';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { recoveryCodesSchema } from '../recovery-code-schema.ts';

export const createRecoveryCodesContract = defineContract({
  summary: 'Make new recovery codes',
  auth: ['user'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  body: z.object({}),
  replies: { 200: z.object({ ...envelopeSchema.shape, recovery_codes: recoveryCodesSchema }) },
  errors: ['recent_authentication_required', 'not_found', ...MINT_ERRORS, ...LIMIT_ERRORS],
  events: [
    'recovery_codes.created',
    'auth.signin_attempt',
    'auth.step_up_required',
    'session.created',
    'session.revoked',
  ],
});
