/**
 * The cookie of the hosted page. Its value is made as a refresh token is, under a key of its own: so it is bound to the
 * session and its generation, it is no refresh token anywhere else, and no refresh token is a cookie.
 */
import type { CipherKey } from 'node:crypto';
import type { Project } from '../project/project.ts';
import type { RequestFacts } from '../shared/contract.ts';
import { makeRefreshToken, type RefreshToken, readRefreshToken } from './refresh-token.ts';
import type { Session } from './session.ts';

/** `__Host-`: only from this host, over TLS, for every path (RFC 6265bis §4.1.3.2). */
export const SESSION_COOKIE = '__Host-hale_session';
/** What the key of cookies is derived for. */
export const COOKIE_KEY = 'cookie/v1';
const PREFIX = 'hc_';

/** @param key the deployment's, derived for `COOKIE_KEY`. */
export const makeCookieValue = (key: CipherKey, session: Session): string =>
  `${PREFIX}${makeRefreshToken(key, session).slice(PREFIX.length)}`;

/** What a cookie says of itself; `undefined` for anything that does not have its form. */
export function readCookieValue(value: string | undefined): RefreshToken | undefined {
  const token = value?.startsWith(PREFIX) ? readRefreshToken(`rt_${value.slice(PREFIX.length)}`) : undefined;
  return token && { ...token, carrier: 'cookie' };
}

/** The Set-Cookie of a session, or of its end. `Lax`, because an authorization request comes from another site. */
const setCookie = (value: string): string => `${SESSION_COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`;
export const clearCookie = (): string => `${setCookie('')}; Max-Age=0`;

/** Whether the client asks that the refresh token stay where no script reads it. */
export const isCookieMode = ({ headers }: RequestFacts): boolean => headers['x-authio-session'] === 'cookie';

/**
 * Whether a request in cookie mode comes from a page of ours or of the project: another site's page may neither set this
 * header without a preflight, which never allows credentials, nor name an origin that is not its own (login CSRF too).
 */
export function isOwnPage({ headers }: RequestFacts, { origins }: Pick<Project, 'origins'>, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  // Browsers name no origin when a page reads from its own.
  if (origin === undefined) return site === 'same-origin';
  return (origin === issuer || origins.includes(origin)) && (site === undefined || site === 'same-origin');
}

interface Carried {
  readonly body?: unknown;
  readonly cookies?: readonly string[];
}

/** An answer whose refresh token is a cookie's value: there it goes, and out of the body. */
export function carryInCookie<A extends Carried>(answer: A): A {
  const { refresh_token: value, ...body } = (answer.body ?? {}) as { refresh_token?: unknown };
  if (typeof value !== 'string' || !value.startsWith(PREFIX)) return answer;
  return { ...answer, body, cookies: [...(answer.cookies ?? []), setCookie(value)] };
}
