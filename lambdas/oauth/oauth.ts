/**
 * What an authorization request asks for, and what proves a code to be the asker's (OAuth 2.1 §4.1, RFC 7636, OpenID
 * Connect Core §3.1.2). Pure.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';

export const SCOPES_SUPPORTED = ['openid', 'profile', 'email', 'offline_access'] as const;

export type AuthorizationError =
  | 'invalid_request'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'login_required'
  | 'access_denied';

export interface Refusal {
  readonly error: AuthorizationError;
  readonly description: string;
}

/** The members that the request may have; every one a text, for browsers send nothing else. */
export const MEMBERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
  'organization_id',
  'since',
] as const;
export type Query = { readonly [M in (typeof MEMBERS)[number]]?: string | undefined };

export interface AuthorizationRequest {
  readonly scopes: readonly string[];
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly prompt: 'none' | 'login' | undefined;
  /** Seconds. */
  readonly maxAgeS: number | undefined;
}

/** SHA-256 in base64url. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

const refuse = (error: AuthorizationError, description: string) => err({ error, description });

function promptOf(prompt: string | undefined): Result<AuthorizationRequest['prompt'], Refusal> {
  if (prompt === undefined || prompt === 'none' || prompt === 'login') return ok(prompt);
  // Nothing is consented to and no account is chosen here: a sign-in shows both.
  if (prompt === 'consent' || prompt === 'select_account') return ok('login');
  return refuse('invalid_request', 'prompt must be none, login, consent or select_account');
}

/** @param query of a client and a redirect URI that are known to be right: its errors may be sent there. */
export function readAuthorization(query: Query): Result<AuthorizationRequest, Refusal> {
  if (query.response_type !== 'code') return refuse('unsupported_response_type', 'response_type must be code');
  if (query.response_mode !== undefined && query.response_mode !== 'query')
    return refuse('invalid_request', 'response_mode must be query');
  if (query.code_challenge_method !== 'S256' || !CHALLENGE.test(query.code_challenge ?? ''))
    return refuse('invalid_request', 'PKCE is required: code_challenge with code_challenge_method S256');
  const scopes = [...new Set((query.scope ?? '').split(' ').filter(Boolean))];
  if (!scopes.every((scope) => (SCOPES_SUPPORTED as readonly string[]).includes(scope)))
    return refuse('invalid_scope', `scopes are ${SCOPES_SUPPORTED.join(', ')}`);
  if (query.max_age !== undefined && !/^\d{1,9}$/.test(query.max_age))
    return refuse('invalid_request', 'max_age must be a number of seconds');
  if (query.organization_id !== undefined && !isId('organization', query.organization_id))
    return refuse('invalid_request', 'organization_id must be the id of an organization');
  const prompt = promptOf(query.prompt);
  if (!prompt.ok) return prompt;
  return ok({
    scopes,
    challenge: query.code_challenge ?? '',
    nonce: query.nonce,
    prompt: prompt.value,
    maxAgeS: query.max_age === undefined ? undefined : Number(query.max_age),
  });
}

/** From the sign-in the page leads straight back: the same request at another time is another one. */
const BACK_MS = 5 * 60_000;

/**
 * Whether a session's proof is as recent as the request wants it (OpenID Connect Core §3.1.2.1).
 * @param sinceMs when the hosted page was asked to sign the person in for this request.
 */
export function isRecentEnough(
  { prompt, maxAgeS }: Pick<AuthorizationRequest, 'prompt' | 'maxAgeS'>,
  authTimeMs: number,
  sinceMs: number | undefined,
  now: Date,
): boolean {
  const ageMs = now.getTime() - authTimeMs;
  if (sinceMs !== undefined && authTimeMs >= sinceMs && ageMs <= BACK_MS) return true;
  if (prompt === 'login') return false;
  return maxAgeS === undefined || ageMs <= maxAgeS * 1000;
}

/** RFC 7636 §4.6. */
export function provesChallenge(verifier: string, challenge: string): boolean {
  const made = createHash('sha256').update(verifier).digest();
  const expected = Buffer.from(challenge, 'base64url');
  return VERIFIER.test(verifier) && expected.length === made.length && timingSafeEqual(made, expected);
}

/** The redirect URI with more members in its query (RFC 6749 §4.1.2). */
export function withMembers(uri: string, members: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(members)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
