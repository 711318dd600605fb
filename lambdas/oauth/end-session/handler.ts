/** GET /v1/auth/end-session */
import { isRegisteredRedirect } from '../../redirect-uri/redirect-uri-store.ts';
import { revoke } from '../../session/end-session.ts';
import { clearCookie } from '../../session/session-cookie.ts';
import { sessionFromCookie } from '../../session/session-from-cookie.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { hintedSession } from '../hinted-session.ts';
import { withMembers } from '../oauth.ts';
import { endSessionContract } from './contract.ts';

export const handler = http(endSessionContract, async (call) => {
  const { query, project, request, now } = call;
  const target = query.post_logout_redirect_uri;
  if (target && !(await isRegisteredRedirect(project.id, target, 'sign_out'))) return err('validation_failed');
  const [hinted, here] = await Promise.all([
    query.id_token_hint === undefined ? undefined : hintedSession(query.id_token_hint, project.id, now),
    sessionFromCookie(request, project, now),
  ]);
  if (query.id_token_hint !== undefined && !hinted) return err('invalid_grant');
  // Another site may send a browser here: without a hint of ours it ends nothing.
  const mine = here && hinted && here.user.id === hinted.user.id ? [here] : [];
  for (const { session, ...owner } of [...(hinted ? [hinted] : []), ...mine]) await revoke(call, session, owner);
  const cookies = mine.length > 0 ? [clearCookie()] : [];
  if (!target) return ok({ status: 200, cookies, body: { signed_out: true } });
  return ok({ status: 302, cookies, headers: { location: withMembers(target, { state: query.state }) } });
});
