/**
 * Finishes a recovery: a new passkey, and with it a session that passes the same gate as any other. What the person
 * signed in with before is gone, and so is every session.
 */
import * as z from 'zod/mini';
import { attestationCredential } from '../../passkey/credential-schema.ts';
import { MAX_REQUEST_ID } from '../../passkey/passkey.ts';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { token } from '../recovery-schema.ts';

export const finishCompletionContract = defineContract({
  summary: 'Finish a recovery with a new passkey',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  budgets: { take: ['code_ip'] },
  params: z.object({ id: id('recovery') }),
  body: z.strictObject({
    token,
    request_id: z.string().check(z.maxLength(MAX_REQUEST_ID)),
    credential: attestationCredential,
    /** What becomes of the old ones; `suspend` keeps them for whoever looks into it, and nobody signs in with them. */
    old_passkeys: z.prefault(z.enum(['remove', 'suspend']), 'remove'),
  }),
  replies: { 200: envelopeSchema },
  errors: ['token_consumed', 'not_due_yet', 'second_person_required', 'passkey_verification_failed', ...MINT_ERRORS],
  events: [
    'abuse.limit_reached',
    'auth.signin_attempt',
    'auth.step_up_required',
    'passkey.registered',
    'passkey.removed',
    'passkey.suspended',
    'password.removed',
    'recovery.completed',
    'recovery.refused',
    'risk.decided',
    'session.created',
    'session.revoked',
    'totp.removed',
    'user.updated',
  ],
});
