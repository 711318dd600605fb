/** Finishes a sign-in with a passkey: the assertion becomes a session. */

import { envelopeSchema } from '../../session/envelope-schema.ts';
import { GATE_ERRORS } from '../../session/gate.ts';
import { defineContract } from '../../shared/contract.ts';
import { assertionCredential, finish } from '../credential-schema.ts';

export const finishSignInContract = defineContract({
  summary: 'Finish signing in with a passkey',
  auth: ['anonymous'],
  access: ['hmac-key:derive', 'token-key:read', 'token-key:sign'],
  body: finish(assertionCredential),
  replies: { 200: envelopeSchema },
  errors: ['challenge_expired', 'passkey.no_credential', 'passkey_verification_failed', ...GATE_ERRORS],
  events: ['auth.signin_attempt', 'passkey.suspected', 'session.created'],
});
