/** A session goes to another organization: through that one's gate, its limits those of a refresh, and with new tokens. */
import type { Organization } from '../organization/organization.ts';
import { effectivePolicy } from '../organization/policy.ts';
import { err, type Result } from '../shared/result.ts';
import type { Account } from './account-store.ts';
import { type GateError, gate } from './gate.ts';
import { type Envelope, reissueTokens } from './issue-tokens.ts';
import { placeOf } from './place.ts';
import { clientOf } from './refresh-token.ts';
import { acting, type Request } from './request.ts';
import { checkLimits, type LimitError, proofOf, rotate, type Session } from './session.ts';
import { rotateSession } from './session-store.ts';

export async function moveSession(
  { project, now, commit, request }: Request,
  session: Session,
  account: Account,
  organization: Organization,
): Promise<Result<Envelope, GateError | LimitError | 'conflict'>> {
  const membership = account.memberships.find(({ organizationId }) => organizationId === organization.id);
  if (!membership) return err('membership_not_found');
  const policy = effectivePolicy(project.policy, organization.policy);
  const gated = gate({
    proof: proofOf(session),
    user: account.user,
    membership: 'member',
    policy,
    place: placeOf(request),
  });
  const judged = gated.ok ? checkLimits(session, policy, now, 'refresh') : gated;
  const log = { organizationId: organization.id, subjects: acting(account) };
  if (!judged.ok) {
    await commit([], {
      ...log,
      type: 'auth.signin_attempt',
      outcome: 'denied',
      reason: judged.error,
      target: { type: 'user', id: account.user.id },
      detail: { method: session.method },
    });
    return judged;
  }
  const next = rotate(session, {
    client: clientOf(request.userAgent),
    now,
    policyVersion: organization.policyVersion,
    activity: true,
    membership,
  });
  return reissueTokens({ session: next, account, organization, policy, now, request }, () =>
    commit([rotateSession(session, next)], {
      ...log,
      type: 'session.organization_selected',
      target: { type: 'session', id: session.id },
      detail: { from: session.organizationId ?? null, policy_version: next.policyVersion },
    }),
  );
}
