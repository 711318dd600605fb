/**
 * Removes a passkey, unless it is the last way in or the last that a policy accepts. Sessions that were made with it
 * are over; the one that asks goes on as another one, which is the answer.
 */
import * as z from 'zod/mini';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const removePasskeyContract = defineContract({
  summary: 'Remove a passkey',
  auth: ['user'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  params: z.object({ id: id('credential') }),
  replies: { 200: envelopeSchema },
  errors: ['not_found', 'recent_authentication_required', 'last_factor', ...MINT_ERRORS, ...LIMIT_ERRORS],
  events: ['passkey.removed', 'auth.signin_attempt', 'auth.step_up_required', 'session.created', 'session.revoked'],
});
