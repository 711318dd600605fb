/** GET /v1/auth/authorize */
import { isRegisteredRedirect } from '../../redirect-uri/redirect-uri-store.ts';
import { sessionFromCookie } from '../../session/session-from-cookie.ts';
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { issueCode } from '../issue-code.ts';
import { judgeEntry } from '../judge-entry.ts';
import { isRecentEnough, readAuthorization, withMembers } from '../oauth.ts';
import { openSince, signInPage } from '../sign-in-page.ts';
import { authorizeContract } from './contract.ts';

/** Shown here: what is wrong with the client or its redirect URI must not be told to that URI. */
const wrong = (name: 'client_id' | 'redirect_uri', message: string) =>
  err({ code: 'validation_failed', errors: [{ path: `query.${name}`, message }] } as const);

export const handler = http(authorizeContract, async (call) => {
  const { query, project, request, now } = call;
  const target = query.redirect_uri;
  // The sign-in page has nothing but the query to know the project by.
  if (query.client_id !== project.id) return wrong('client_id', 'must be the id of the project');
  if (!target || !(await isRegisteredRedirect(project.id, target)))
    return wrong('redirect_uri', 'must be registered, to the letter');
  const back = (members: Record<string, string | undefined>) => {
    const location = withMembers(target, { ...members, state: query.state, iss: variable('ISSUER') });
    return ok({ status: 302 as const, headers: { location } });
  };
  const asked = readAuthorization(query);
  if (!asked.ok) return back({ error: asked.error.error, error_description: asked.error.description });

  const found = await sessionFromCookie(request, project, now);
  const since = await openSince(query);
  const recent = found && isRecentEnough(asked.value, found.session.authTimeMs, since, now);
  const entry = recent ? await judgeEntry(call, found, query.organization_id) : 'sign_in';
  if (entry === 'denied') return back({ error: 'access_denied' });
  if (!found || entry === 'sign_in') {
    if (asked.value.prompt === 'none') return back({ error: 'login_required' });
    return ok({ status: 302, headers: { location: await signInPage(query, now) } });
  }
  const code = await issueCode(
    call,
    asked.value,
    { clientId: project.id, redirectUri: target },
    found,
    query.organization_id,
  );
  return code.ok ? back({ code: code.value }) : code;
});
