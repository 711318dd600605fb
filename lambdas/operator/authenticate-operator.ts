/** From a bearer token to the operator behind it: a user's access token, and the roles that the user holds now. */
import { authenticateUser } from '../session/authenticate-user.ts';
import type { RequestFacts } from '../shared/contract.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { OperatorPrincipal, UserPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { scopesOf } from './operator.ts';
import { getOperator } from './operator-store.ts';

export async function authenticateOperator(
  token: string,
  request: RequestFacts,
  now: Date,
): Promise<Result<OperatorPrincipal | UserPrincipal, ErrorCode>> {
  const user = await authenticateUser(token, request, now);
  if (!user.ok) return user;
  const { projectId, userId, sessionId, loaded, grant } = user.value;
  // Whoever acts as somebody else has none of their own roles meanwhile: `http.ts` refuses them, and writes that down.
  if (grant) return user;
  const operator = await getOperator(userId);
  if (operator?.projectId !== projectId) return err('forbidden');
  // Whatever the organization is content with, an operator proves themselves in a way that cannot be phished.
  if (loaded.session.acr !== 'phr') return err('policy_violation_passkey_required');
  return ok({
    kind: 'operator',
    projectId,
    userId,
    sessionId,
    roles: operator.roles,
    scopes: scopesOf(operator.roles),
    authTimeMs: loaded.session.authTimeMs,
    wrappedKey: loaded.wrappedKey,
  });
}
