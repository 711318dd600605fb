/** Removes the telephone number, unless a policy that the person can satisfy now would be out of their reach. */
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { LIMIT_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';

export const removePhoneContract = defineContract({
  summary: 'Remove the telephone number for codes',
  auth: ['user'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  replies: { 200: envelopeSchema },
  errors: [
    'recent_authentication_required',
    'not_enrolled',
    'last_factor',
    'not_found',
    ...MINT_ERRORS,
    ...LIMIT_ERRORS,
  ],
  events: [
    'phone.removed',
    'auth.signin_attempt',
    'auth.step_up_required',
    'risk.decided',
    'session.created',
    'session.revoked',
  ],
});
