/** A client of the code flow and a person at the hosted page, as tests need them: requests, codes, tokens. */
import { createHash, randomBytes } from 'node:crypto';
import { client, request } from './api.ts';
import { type Clinic, enrol, type Person } from './people.ts';
import { call, type Reply } from './world.ts';

const { derivedKey } = await import('../../lambdas/shared/derived-key.ts');
const { COOKIE_KEY, makeCookieValue, SESSION_COOKIE } = await import('../../lambdas/session/session-cookie.ts');
const { getSession } = await import('../../lambdas/session/session-store.ts');
const { handler: exchange } = await import('../../lambdas/oauth/exchange-token/handler.ts');

export const REDIRECT = 'https://app.test/callback';

/** A secret of the client and what it shows of it (RFC 7636 §4). */
export function makePkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export async function registerRedirect({ secret }: Pick<Clinic, 'secret'>, uri = REDIRECT, use = 'sign_in') {
  return client(secret)('POST /v1/redirect-uris', { body: { uri, use } });
}

/** The cookie that the hosted page has in the person's browser. */
export async function cookieOf(userId: string, sessionId: string): Promise<string> {
  const session = await getSession(userId, sessionId);
  if (!session) throw new Error('no such session');
  return `${SESSION_COOKIE}=${makeCookieValue(await derivedKey(COOKIE_KEY), session)}`;
}

export interface Visitor {
  readonly person: Person;
  readonly cookie: string;
}

export async function makeVisitor(clinic: Clinic): Promise<Visitor> {
  const person = await enrol(clinic);
  return { person, cookie: await cookieOf(person.userId, person.envelope.session_id) };
}

export const aRequest = (clinic: Clinic, challenge: string, more: Record<string, string | undefined> = {}) => ({
  client_id: clinic.projectId,
  redirect_uri: REDIRECT,
  response_type: 'code',
  scope: 'openid email profile offline_access',
  state: 'af0ifjsldkj',
  nonce: 'n-0S6_WzA2Mj',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  ...more,
});

/** Members that are `undefined` are left out. */
export async function authorize(
  query: Record<string, string | undefined>,
  cookie?: string,
  ip?: string,
): Promise<Reply> {
  const present = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return request('GET /v1/auth/authorize', {
    query: Object.fromEntries(present),
    ...(cookie && { cookies: [cookie] }),
    ...(ip && { ip }),
  });
}

export const locationOf = ({ headers }: Reply): URL => new URL(headers.location ?? '', 'https://auth.test');

/** From the authorization request to the code. */
export async function getCode({ person, cookie }: Visitor, challenge: string, more: Record<string, string> = {}) {
  const answer = await authorize(aRequest(person.clinic, challenge, more), cookie);
  return locationOf(answer).searchParams.get('code') ?? '';
}

/** @param form its members, or the text itself. */
export function exchangeToken(
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
  ip?: string,
): Promise<Reply> {
  return call(exchange, {
    method: 'POST',
    path: '/v1/auth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
    ...(ip && { ip }),
  });
}

export function redeem(
  { clinic }: Person,
  code: string,
  verifier: string,
  more: Record<string, string> = {},
  ip?: string,
): Promise<Reply> {
  const client = { client_id: clinic.projectId, redirect_uri: REDIRECT };
  return exchangeToken({ grant_type: 'authorization_code', code, code_verifier: verifier, ...client, ...more }, {}, ip);
}
