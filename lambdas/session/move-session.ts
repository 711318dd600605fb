/**
 * A session goes to another organization: through that one's gate, its limits those of a refresh, and with new tokens.
 * Where one more factor would open the gate, it is asked for, and the answer makes a new session there.
 */
import { askStepUp, presentChallenge } from '../mfa/ask-step-up.ts';
import { enrolledFactors } from '../mfa/enrolled.ts';
import type { Organization } from '../organization/organization.ts';
import { effectivePolicy } from '../organization/policy.ts';
import type { Refused } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import { err, type Result } from '../shared/result.ts';
import type { Account } from './account-store.ts';
import type { GateError } from './gate.ts';
import { type Envelope, reissueTokens } from './issue-tokens.ts';
import { placeOf } from './place.ts';
import { clientOf } from './refresh-token.ts';
import { acting, type Request } from './request.ts';
import { rotate } from './rotation.ts';
import { checkLimits, type LimitError, proofOf, type Session } from './session.ts';
import { rotateSession } from './session-store.ts';
import { judgeProof, type StepUp } from './step-up.ts';

async function refuse<E extends GateError | LimitError>(
  { commit }: Request,
  { method }: Session,
  account: Account,
  organizationId: string | undefined,
  reason: E,
): Promise<Result<never, E>> {
  await commit([], {
    type: 'auth.signin_attempt',
    outcome: 'denied',
    reason,
    organizationId,
    target: { type: 'user', id: account.user.id },
    detail: { method },
    subjects: acting(account),
  });
  return err(reason);
}

async function ask(
  request: Request,
  session: Session,
  account: Account,
  organization: Organization,
  stepUp: StepUp,
): Promise<Result<never, 'conflict' | Refused<'step_up_required'>>> {
  const asked = await askStepUp<never>(request, {
    ...stepUp,
    account,
    organizationId: organization.id,
    organization,
    proof: proofOf(session),
    sessionId: newId('session', request.now),
    replaces: { id: session.id, organizationId: session.organizationId },
    credentialId: session.credentialId,
    assessedBefore: session.risk,
  });
  return asked.ok ? err({ code: 'step_up_required', challenge: presentChallenge(asked.value) }) : asked;
}

/** @param organization as it was read; `undefined` where there is none of that id in the project. */
export async function moveSession(
  call: Request,
  session: Session,
  account: Account,
  organization: Organization | undefined,
): Promise<Result<Envelope, GateError | LimitError | 'conflict' | Refused<'step_up_required'>>> {
  const { project, now, commit, request } = call;
  const membership = account.memberships.find(({ organizationId }) => organizationId === organization?.id);
  if (!organization || !membership) return refuse(call, session, account, undefined, 'membership_not_found');
  const policy = effectivePolicy(project.policy, organization.policy);
  const facts = { user: account.user, membership: 'member', policy, place: placeOf(request) } as const;
  const judged = judgeProof({ proof: proofOf(session), ...facts }, enrolledFactors(account), now);
  if (!judged.ok) return refuse(call, session, account, organization.id, judged.error);
  const limits = checkLimits(session, policy, now, 'refresh');
  if (!limits.ok) return refuse(call, session, account, organization.id, limits.error);
  if (judged.value) return ask(call, session, account, organization, judged.value);

  const next = rotate(session, {
    client: clientOf(request.userAgent),
    now,
    policyVersion: organization.policyVersion,
    activity: true,
    membership,
  });
  return reissueTokens({ session: next, account, organization, policy, now, request }, () =>
    commit([rotateSession(session, next)], {
      type: 'session.organization_selected',
      organizationId: organization.id,
      target: { type: 'session', id: session.id },
      detail: { from: session.organizationId ?? null, policy_version: next.policyVersion },
      subjects: acting(account),
    }),
  );
}
