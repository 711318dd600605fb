/** POST /v1/impersonations/{id}/token */
import { refuseUse } from '../../session/end-session.ts';
import { placeOf } from '../../session/place.ts';
import { accessTokenEnd, judgeSession } from '../../session/session.ts';
import { loadSession, recordActivity } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { signAccessToken } from '../../token/sign-access-token.ts';
import { getImpersonationOf } from '../impersonation-store.ts';
import { renewTokenContract } from './contract.ts';

export const handler = http(renewTokenContract, async (call) => {
  const { params, principal, project, request, now, commit } = call;
  const found = await getImpersonationOf(project.id, params.id);
  // Nobody goes on with what somebody else began: their reason is not theirs.
  if (!found || found.by !== principal.userId) return err('not_found');
  const loaded = await loadSession(found.userId, found.sessionId, found.organizationId);
  if (!loaded) return err('session_expired');
  const judged = judgeSession(loaded, project, now, placeOf(request), 'check');
  if (!judged.ok) return refuseUse(call, loaded.session, loaded, judged.error, 'check');
  const session = { ...loaded.session, lastActiveAtMs: now.getTime() };
  const expiresAt = accessTokenEnd(session, judged.value, now);
  const accessToken = await signAccessToken(session, now, expiresAt);
  const committed = await commit([recordActivity(loaded.session, now)], {
    type: 'impersonation.renewed',
    organizationId: found.organizationId,
    target: { type: 'impersonation', id: found.id },
    grant: { type: 'impersonation', id: found.id },
    onBehalfOf: found.userId,
    detail: { user_id: found.userId },
  });
  if (!committed.ok) return committed;
  const expires_at = new Date(expiresAt).toISOString();
  const { id, sessionId, endsAt } = found;
  return ok({
    status: 200,
    body: { id, session_id: sessionId, access_token: accessToken, expires_at, ends_at: endsAt },
  });
});
