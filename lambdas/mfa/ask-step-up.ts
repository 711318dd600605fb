/** Asks for one more factor: the challenge for it, in the transaction with what the earlier proof used up. */
import type { EventDraft } from '../audit/event.ts';
import type { Organization } from '../organization/organization.ts';
import type { Habitual } from '../risk/assess.ts';
import { commitWithHabits, recordDecision } from '../risk/record-decision.ts';
import { type Assessment, riskFacts } from '../risk/risk.ts';
import type { Account } from '../session/account-store.ts';
import type { Proof } from '../session/gate.ts';
import { acting, type Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { CHALLENGE_MS, type StepUpChallenge } from './challenge.ts';
import { hashOf, insertChallenge, newChallengeId } from './challenge-store.ts';

export interface Asking<E extends ErrorCode> extends Pick<StepUpChallenge, 'sessionId' | 'methods' | 'because'> {
  readonly account: Account;
  /** As it was asked for. */
  readonly organizationId: string | undefined;
  readonly organization: Organization | undefined;
  readonly proof: Proof;
  readonly credentialId: string | undefined;
  readonly consumes?: readonly Change<E>[] | undefined;
  /** The events of that: of the same log as the challenge's. */
  readonly consumed?: readonly EventDraft[] | undefined;
  readonly replaces?: StepUpChallenge['replaces'];
  /** What the risk engine says now, or said before. */
  readonly assessment?: Assessment | undefined;
  readonly assessedBefore?: Assessment | undefined;
  /** What becomes of the person's habits. */
  readonly noted?: Habitual['noted'];
}

export interface Asked {
  /** What the client holds. */
  readonly challengeId: string;
  readonly challenge: StepUpChallenge;
}

/** What a client is told of a challenge. */
export const presentChallenge = ({ challengeId, challenge }: Asked) => ({
  challenge_id: challengeId,
  methods: [...challenge.methods],
  expires_at: new Date(challenge.expiresAtMs).toISOString(),
});

export async function askStepUp<E extends ErrorCode>(
  { project, now, commit }: Request,
  asking: Asking<E>,
): Promise<Result<Asked, E | 'conflict'>> {
  const { account, proof, organization, methods, because, assessment } = asking;
  const challengeId = newChallengeId();
  const user = { type: 'user', id: account.user.id } as const;
  const log = { organizationId: organization?.id, actor: user, target: user, subjects: acting(account) };
  const record = recordDecision(assessment, {
    projectId: project.id,
    userId: user.id,
    organizationId: organization?.id,
    sessionId: undefined,
    method: proof.method,
    event: log,
  });
  const challenge: StepUpChallenge = {
    hash: hashOf(challengeId),
    projectId: project.id,
    userId: user.id,
    organizationId: asking.organizationId,
    sessionId: asking.sessionId,
    replaces: asking.replaces,
    proof,
    methods,
    because,
    credentialId: asking.credentialId,
    risk: assessment ?? asking.assessedBefore,
    tries: 0,
    expiresAtMs: now.getTime() + CHALLENGE_MS,
  };
  const required: EventDraft<'auth.step_up_required'> = {
    ...log,
    type: 'auth.step_up_required',
    outcome: 'denied',
    reason: 'step_up_required',
    detail: {
      methods: [...methods],
      because,
      method: proof.method,
      risk: challenge.risk && riskFacts(challenge.risk),
    },
  };
  const changes = [...(asking.consumes ?? []), insertChallenge(challenge), ...record.changes];
  const [first = required, ...rest] = [...(asking.consumed ?? []), required, ...record.events];
  const committed = await commitWithHabits<E | 'conflict'>(commit, changes, asking.noted, [first, ...rest]);
  return committed.ok ? ok({ challengeId, challenge }) : committed;
}
