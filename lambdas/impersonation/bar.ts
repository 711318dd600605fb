/**
 * Keeps whoever acts as somebody else from what a route does not declare for them (`Contract.impersonation`): nothing
 * unless it says so, and changes only where the grant allows them. A refusal is an event of both identities.
 */

import type { Request } from '../session/request.ts';
import type { Contract } from '../shared/contract.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

export async function bar(
  { auth, impersonation }: Pick<Contract, 'auth' | 'impersonation'>,
  principal: Principal,
  route: string,
  commit: Request['commit'],
): Promise<Result<undefined, 'impersonation_forbidden'>> {
  if (principal.kind !== 'user' || principal.grant === undefined) return ok(undefined);
  const declared = auth.includes('user') && impersonation !== undefined;
  if (declared && (impersonation === 'read' || principal.grant.writes)) return ok(undefined);
  await commit([], {
    type: 'impersonation.refused',
    outcome: 'denied',
    reason: 'impersonation_forbidden',
    organizationId: principal.organizationId,
    target: { type: 'user', id: principal.userId },
    detail: { route, user_id: principal.userId },
  });
  return err('impersonation_forbidden');
}
