/** Finishes the registration of a passkey and signs its owner in. What the ceremony was begun for is sealed in its id. */

import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { attestationCredential, finish } from '../credential-schema.ts';

export const finishRegistrationContract = defineContract({
  summary: 'Finish registering a passkey',
  auth: ['anonymous', 'secret_key', 'user'],
  scopes: ['users:write', 'sessions:write'],
  budgets: { take: ['sign_in_ip'], beside: true },
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  body: finish(attestationCredential),
  replies: { 200: envelopeSchema },
  errors: [
    'passkey_verification_failed',
    'sign_up_closed',
    'email_taken',
    'session_expired',
    ...LIMIT_ERRORS,
    ...MINT_ERRORS,
  ],
  events: [
    'auth.signin_attempt',
    'auth.step_up_required',
    'passkey.registered',
    'risk.decided',
    'session.created',
    'session.expired',
    'session.refresh_refused',
    'session.revoked',
    'user.created',
  ],
});
