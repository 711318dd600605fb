/** Finishes a sign-in with a passkey: the assertion becomes a session. */

import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';
import { assertionCredential, finish } from '../credential-schema.ts';

export const finishSignInContract = defineContract({
  summary: 'Finish signing in with a passkey',
  auth: ['anonymous'],
  budgets: { take: ['sign_in_ip'], beside: true },
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  body: finish(assertionCredential),
  replies: { 200: envelopeSchema },
  errors: ['passkey.no_credential', 'passkey_verification_failed', ...MINT_ERRORS],
  events: ['auth.signin_attempt', 'auth.step_up_required', 'passkey.suspected', 'risk.decided', 'session.created'],
});
