/** DELETE /v1/me/impersonation-consent */
import { getAccount } from '../../session/account-store.ts';
import { revoke } from '../../session/end-session.ts';
import { liveSessions } from '../../session/live-sessions.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { consentOf, setConsent } from '../impersonation-store.ts';
import { withdrawConsentContract } from './contract.ts';

const NEWEST = 1_000;

export const handler = http(withdrawConsentContract, async (call) => {
  const { principal, project, now, commit } = call;
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const committed = await commit([setConsent(principal.userId, consentOf(account), now.getTime())], {
    type: 'impersonation.consent_withdrawn',
    organizationId: principal.organizationId,
    target: { type: 'user', id: principal.userId },
    subjects: acting(account),
  });
  if (!committed.ok) return committed;
  for (const session of await liveSessions(principal.userId, project, now, NEWEST)) {
    if (session.impersonation) await revoke(call, session, principal.loaded);
  }
  return ok({ status: 204 });
});
