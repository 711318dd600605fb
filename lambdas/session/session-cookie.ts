/**
 * The cookie of the hosted page. Its value is made as a refresh token is, under a key of its own: so it is bound to the
 * session and its generation, it is no refresh token anywhere else, and no refresh token is a cookie.
 */
import type { CipherKey } from 'node:crypto';
import type { Project } from '../project/project.ts';
import type { RequestFacts } from '../shared/contract.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { placeOf } from './place.ts';
import { clientOf, isAuthentic, makeRefreshToken, type RefreshToken, readRefreshToken } from './refresh-token.ts';
import { judgeGeneration, judgeSession, type LoadedSession, type Session } from './session.ts';
import { loadSession } from './session-store.ts';

/** `__Host-`: only from this host, over TLS, for every path (RFC 6265bis §4.1.3.2). */
export const SESSION_COOKIE = '__Host-hale_session';
/** What the key of cookies is derived for. */
export const COOKIE_KEY = 'cookie/v1';
const PREFIX = 'hc_';

/** @param key the deployment's, derived for `COOKIE_KEY`. */
export const makeCookieValue = (key: CipherKey, session: Session): string =>
  `${PREFIX}${makeRefreshToken(key, session).slice(PREFIX.length)}`;

/** What a cookie says of itself; `undefined` for anything that does not have its form. */
export const readCookieValue = (value: string | undefined): RefreshToken | undefined =>
  value?.startsWith(PREFIX) ? readRefreshToken(`rt_${value.slice(PREFIX.length)}`) : undefined;

/** The Set-Cookie of a session, or of its end. `Lax`, because an authorization request comes from another site. */
export const setCookie = (value: string): string =>
  `${SESSION_COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`;
export const clearCookie = (): string => `${setCookie('')}; Max-Age=0`;

/** The session of the person at this browser, as it holds now; `undefined` where none does. One strongly consistent read. */
export async function sessionFromCookie(
  request: RequestFacts,
  project: Project,
  now: Date,
): Promise<LoadedSession | undefined> {
  const token = readCookieValue(request.cookies[SESSION_COOKIE]);
  if (token?.projectId !== project.id) return undefined;
  const [key, loaded] = await Promise.all([
    derivedKey(COOKIE_KEY),
    loadSession(token.userId, token.sessionId, token.organizationId),
  ]);
  if (!loaded || !isAuthentic(key, token, loaded.session)) return undefined;
  const client = clientOf(request.userAgent);
  if (judgeGeneration(loaded.session, token.generation, client, now) === 'reused') return undefined;
  return judgeSession(loaded, project, now, placeOf(request), 'check').ok ? loaded : undefined;
}
