/**
 * From the token of a grant to the operator behind it. No key service is asked; the grant, the person and the role are
 * read each time, so closing, disabling and revoking act on the next request.
 */
import { getOperator } from '../operator/operator-store.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { getUserWithKey } from '../user/user-store.ts';
import { isPutOut, judgeOperator, scopesOf } from './break-glass.ts';
import { getBreakGlass } from './break-glass-store.ts';
import { grantIdOf, verifyGrantToken } from './grant-token.ts';

export async function authenticateGrant(
  token: string,
  now: Date,
): Promise<Result<OperatorPrincipal, 'unauthenticated'>> {
  const id = grantIdOf(token);
  if (!id) return err('unauthenticated');
  const verified = verifyGrantToken(await getBreakGlass(id), token, now);
  if (!verified.ok) return verified;
  const { projectId, userId, organizationId, drill, openedAt } = verified.value;
  const [person, operator] = await Promise.all([getUserWithKey(projectId, userId), getOperator(userId)]);
  if (!person || !judgeOperator(person.user, operator).ok || isPutOut(verified.value, person.user))
    return err('unauthenticated');
  return ok({
    kind: 'operator',
    projectId,
    userId,
    roles: ['emergency'],
    scopes: scopesOf(verified.value),
    authTimeMs: Date.parse(openedAt),
    grant: { type: 'break_glass', id, by: userId, writes: !drill, organizationId },
    wrappedKey: person.wrappedKey,
  });
}
