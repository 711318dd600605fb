/** A challenge for somebody who is signed in: to prove again who they are, or to go where that takes more. */
import { getOrganization } from '../organization/organization-store.ts';
import { effectivePolicy } from '../organization/policy.ts';
import { getAccount } from '../session/account-store.ts';
import { type GateError, gate } from '../session/gate.ts';
import { placeOf } from '../session/place.ts';
import type { Request } from '../session/request.ts';
import { type LoadedSession, proofOf } from '../session/session.ts';
import { renewals } from '../session/step-up.ts';
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { askStepUp } from './ask-step-up.ts';
import { enrolledFactors } from './enrolled.ts';
import type { Opened } from './open-step-up.ts';

/** @param target the organization that they want to be in afterwards; where they are, unless said. */
export async function challengeSession(
  request: Request,
  { session }: LoadedSession,
  target = session.organizationId,
): Promise<Result<Opened, GateError | 'conflict' | 'recent_authentication_required'>> {
  const { project, now } = request;
  const [account, organization] = await Promise.all([
    getAccount(project.id, session.userId),
    target ? getOrganization(target) : undefined,
  ]);
  const member = account?.memberships.some(({ organizationId }) => organizationId === organization?.id);
  if (!account || (target && !member)) return err('membership_not_found');
  const proof = proofOf(session);
  const input = {
    proof,
    user: account.user,
    membership: target ? 'member' : 'none',
    policy: effectivePolicy(project.policy, organization?.policy),
    place: placeOf(request.request),
  } as const;
  const methods = renewals(input, enrolledFactors(account), now);
  if (methods.length === 0) {
    const gated = gate(input);
    return gated.ok ? err('recent_authentication_required') : gated;
  }
  const asked = await askStepUp<never>(request, {
    account,
    organizationId: target,
    organization,
    proof,
    sessionId: newId('session', now),
    replaces: { id: session.id, organizationId: session.organizationId },
    methods,
    because: 'recent_authentication',
    credentialId: session.credentialId,
    assessedBefore: session.risk,
  });
  return asked.ok ? ok({ ...asked.value, account, organization }) : asked;
}
