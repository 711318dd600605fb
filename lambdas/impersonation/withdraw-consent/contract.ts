/** A user allows it no longer: whoever acts as them now is out with the next request. */
import { defineContract } from '../../shared/contract.ts';

export const withdrawConsentContract = defineContract({
  summary: 'Allow operators no longer to act as the signed-in user, and end what they began',
  auth: ['user'],
  replies: { 204: null },
  errors: ['not_found', 'conflict'],
  events: ['impersonation.consent_withdrawn', 'session.revoked'],
});
