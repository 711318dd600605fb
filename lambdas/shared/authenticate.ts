/** From a request to its principal: deny by default, one answer for every kind of wrong credential. */
import { keyIdOf, verifyKey } from '../api-key/api-key.ts';
import { getApiKey } from '../api-key/api-key-store.ts';
import { authenticateGrant } from '../break-glass/authenticate-grant.ts';
import { GRANT_TOKEN_PREFIX } from '../break-glass/grant-token.ts';
import { authenticateClient, readCredentials } from '../m2m-client/authenticate-client.ts';
import { authenticateOperator } from '../operator/authenticate-operator.ts';
import { authenticateUser } from '../session/authenticate-user.ts';
import { isCookieMode } from '../session/session-cookie.ts';
import { authenticateCookie } from '../session/session-from-cookie.ts';
import type { Contract, RequestFacts } from './contract.ts';
import type { ErrorCode } from './errors.ts';
import { isId } from './ids.ts';
import type { Auth, Principals, SecretKeyPrincipal } from './principal.ts';
import { err, ok, type Result } from './result.ts';

/** RFC 7235 credentials: scheme and token. Longer tokens than this are nobody's (security.md, row 18). */
const BEARER = /^Bearer ([!-~]{1,8192})$/i;

async function authenticateKey(secret: string, now: Date): Promise<Result<SecretKeyPrincipal, 'unauthenticated'>> {
  const id = keyIdOf(secret);
  if (!id) return err('unauthenticated');
  const verified = verifyKey(await getApiKey(id), secret, now);
  if (!verified.ok) return verified;
  const { projectId, scopes, expiresAt } = verified.value;
  return ok({ kind: 'secret_key', keyId: id, projectId, scopes, expiresAt });
}

export async function authenticate(
  { auth, projectOf, acceptsCookie }: Pick<Contract, 'auth' | 'projectOf' | 'acceptsCookie'>,
  request: RequestFacts,
  now: Date,
  body: unknown,
  query: unknown,
): Promise<Result<Principals[Auth], ErrorCode>> {
  const { headers } = request;
  if (auth.includes('public')) return ok({ kind: 'public' });
  const named = auth.includes('client') ? readCredentials(headers.authorization, body) : undefined;
  if (named) return authenticateClient(named, now);
  if (headers.authorization !== undefined) {
    const token = BEARER.exec(headers.authorization)?.[1];
    if (token?.startsWith('sk_'))
      return auth.includes('secret_key') ? authenticateKey(token, now) : err('unauthenticated');
    if (token?.startsWith(GRANT_TOKEN_PREFIX))
      return auth.includes('operator') ? authenticateGrant(token, now) : err('unauthenticated');
    if (token && auth.includes('operator')) return authenticateOperator(token, request, now);
    return token && auth.includes('user') ? authenticateUser(token, request, now) : err('unauthenticated');
  }
  if (acceptsCookie && isCookieMode(request)) return authenticateCookie(request, now);
  if (!auth.includes('anonymous')) return err('unauthenticated');
  const projectId = headers['x-authio-project'] ?? projectOf?.(body, query);
  return projectId && isId('project', projectId) ? ok({ kind: 'anonymous', projectId }) : err('project_required');
}
