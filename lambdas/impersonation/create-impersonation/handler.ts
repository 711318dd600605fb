/** POST /v1/impersonations */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { getAccount } from '../../session/account-store.ts';
import { mintSession } from '../../session/mint-session.ts';
import { proofOf } from '../../session/session.ts';
import { loadSession } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { newImpersonation } from '../impersonation.ts';
import { checkConsent, insertImpersonation } from '../impersonation-store.ts';
import { judgeTarget } from '../judge-target.ts';
import { noticeOf } from '../notice.ts';
import { posingOf, refusalOf, startOf } from '../posing.ts';
import { createImpersonationContract } from './contract.ts';

export const handler = http(createImpersonationContract, async (call) => {
  const { body, principal, project, now, commit } = call;
  const userId = body.user_id;
  const [account, own] = await Promise.all([
    getAccount(project.id, userId),
    loadSession(principal.userId, principal.sessionId ?? '', undefined),
  ]);
  if (!account) return err('not_found');
  const judged = judgeTarget(principal, own, project, account, now);
  if (!judged.ok) {
    await commit([], refusalOf(userId, judged.error));
    return judged;
  }
  const { consent, operator } = judged.value;

  const [only, ...more] = account.memberships;
  const organizationId = body.organization_id ?? (more.length === 0 ? only?.organizationId : undefined);
  const organization = organizationId === undefined ? undefined : await getOrganizationOf(project.id, organizationId);
  const [id, sessionId] = [newId('impersonation', now), newId('session', now)];
  const who = { id, projectId: project.id, by: principal.userId, userId, sessionId, organizationId };
  const impersonation = newImpersonation(who, body, consent, now);
  const minted = await mintSession(call, {
    sessionId,
    account,
    organizationId,
    organization,
    // The operator's own, which the organization's gate judges as any other.
    proof: proofOf(operator.session),
    poses: posingOf(impersonation, operator, account),
    changes: [
      insertImpersonation(impersonation),
      ...(consent ? [checkConsent(userId, consent)] : []),
      ...(await noticeOf(project, account.user, body.minutes, now)),
    ],
    events: [startOf(impersonation)],
    credentialId: undefined,
  });
  if (!minted.ok) return minted;
  const { access_token, expires_at } = minted.value;
  return ok({
    status: 201,
    body: { id, session_id: sessionId, access_token, expires_at, ends_at: impersonation.endsAt },
  });
});
