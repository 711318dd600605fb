/**
 * Whether the person at the hosted page may go where a client sends them. It is judged here, where they are: who redeems
 * the code is their client's server, whose network and country say nothing of them (`redeem-code.ts`).
 */
import { effectivePolicy } from '../organization/policy.ts';
import { type GateError, gate } from '../session/gate.ts';
import { placeOf } from '../session/place.ts';
import { acting, type Request } from '../session/request.ts';
import { checkLimits, type LimitError, type LoadedSession, proofOf } from '../session/session.ts';
import { loadSession } from '../session/session-store.ts';

/** What another sign-in from here would meet too; for everything else there may be another proof. */
const FINAL: readonly (GateError | LimitError)[] = [
  'user_disabled',
  'membership_not_found',
  'policy_violation_network',
  'policy_violation_location',
];

/** @param organizationId that the request names; without one they stay where they are. */
export async function judgeEntry(
  { project, request, now, commit }: Request,
  found: LoadedSession,
  organizationId = found.session.organizationId,
): Promise<'open' | 'sign_in' | 'denied'> {
  const { session, user } = found;
  const stays = organizationId === session.organizationId;
  const target = stays ? found : await loadSession(user.id, session.id, organizationId);
  const member = target?.organization !== undefined && target.membership !== undefined;
  const policy = effectivePolicy(project.policy, target?.organization?.policy);
  const gated = gate({
    proof: proofOf(session),
    user,
    membership: organizationId === undefined ? 'none' : member ? 'member' : 'stranger',
    policy,
    place: placeOf(request),
  });
  // The session that the code becomes must be one that may be refreshed.
  const judged = gated.ok ? checkLimits(session, policy, now, 'refresh') : gated;
  if (judged.ok) return 'open';
  if (!FINAL.includes(judged.error)) return 'sign_in';
  await commit([], {
    type: 'auth.signin_attempt',
    outcome: 'denied',
    reason: judged.error,
    organizationId: member ? organizationId : undefined,
    actor: { type: 'user', id: user.id },
    target: { type: 'user', id: user.id },
    detail: { method: session.method },
    subjects: acting(found),
  });
  return 'denied';
}
