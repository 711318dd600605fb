/** POST /v1/me/impersonation-consent */
import { getAccount } from '../../session/account-store.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { consentOf, setConsent } from '../impersonation-store.ts';
import { giveConsentContract } from './contract.ts';

export const handler = http(giveConsentContract, async ({ body, principal, project, now, commit }) => {
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const untilMs = now.getTime() + body.minutes * 60_000;
  const until = new Date(untilMs).toISOString();
  const committed = await commit([setConsent(principal.userId, consentOf(account), untilMs)], {
    type: 'impersonation.consented',
    organizationId: principal.organizationId,
    target: { type: 'user', id: principal.userId },
    detail: { until },
    subjects: acting(account),
  });
  return committed.ok ? ok({ status: 200, body: { until } }) : committed;
});
