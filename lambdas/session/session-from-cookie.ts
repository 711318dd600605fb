/** The person at this browser, by the session that its cookie carries. */
import type { Project } from '../project/project.ts';
import { getProject } from '../project/project-store.ts';
import type { RequestFacts } from '../shared/contract.ts';
import { derivedKey } from '../shared/derived-key.ts';
import type { UserPrincipal } from '../shared/principal.ts';
import { err, type Result } from '../shared/result.ts';
import { admit } from './admit.ts';
import { clientOf, isAuthentic, type RefreshToken } from './refresh-token.ts';
import { judgeGeneration } from './rotation.ts';
import type { LoadedSession, SessionError } from './session.ts';
import { COOKIE_KEY, readCookieValue, SESSION_COOKIE } from './session-cookie.ts';
import { loadSession } from './session-store.ts';

type Admitted = Result<UserPrincipal, SessionError | 'unauthenticated'>;

/** As it is in the organization where it is now: a cookie whose successor was lost may be from before it went there. */
async function load({ userId, sessionId, organizationId }: RefreshToken): Promise<LoadedSession | undefined> {
  const loaded = await loadSession(userId, sessionId, organizationId);
  const current = loaded?.session.organizationId;
  return loaded && current !== organizationId ? loadSession(userId, sessionId, current) : loaded;
}

/** One strongly consistent read. A cookie stays when its session is over: only one that ends here is written. */
async function admitByCookie(
  token: RefreshToken,
  project: Project,
  request: RequestFacts,
  now: Date,
): Promise<Admitted> {
  const read = () => load(token);
  const [key, loaded] = await Promise.all([derivedKey(COOKIE_KEY), read()]);
  if (loaded?.session.status !== 'active' || !isAuthentic(key, token, loaded.session)) return err('unauthenticated');
  const generation = judgeGeneration(loaded.session, token.generation, clientOf(request.userAgent), now);
  return generation === 'reused' ? err('unauthenticated') : admit({ project, request, now }, loaded, read);
}

/** As it holds now; `undefined` where none does. Where the browser was led here by another site, that is no objection. */
export async function sessionFromCookie(
  request: RequestFacts,
  project: Project,
  now: Date,
): Promise<LoadedSession | undefined> {
  const token = readCookieValue(request.cookies[SESSION_COOKIE]);
  if (token?.projectId !== project.id) return undefined;
  const admitted = await admitByCookie(token, project, request, now);
  return admitted.ok ? admitted.value.loaded : undefined;
}

/** For requests in cookie mode: `http.ts` refuses those that do not come from a page of ours. */
export async function authenticateCookie(request: RequestFacts, now: Date): Promise<Admitted> {
  const token = readCookieValue(request.cookies[SESSION_COOKIE]);
  const project = token && (await getProject(token.projectId, now));
  return token && project ? admitByCookie(token, project, request, now) : err('unauthenticated');
}
