/**
 * The only way to a session (architecture.md): risk and the gate first, then the session's row, its events and whatever
 * becomes true with it in one transaction, and the envelope. A refusal is an audited attempt; where one more factor
 * would do, a challenge for it.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Posing } from '../impersonation/posing.ts';
import { askStepUp, presentChallenge } from '../mfa/ask-step-up.ts';
import type { StepUpChallenge } from '../mfa/challenge.ts';
import { enrolledFactors } from '../mfa/enrolled.ts';
import type { Organization } from '../organization/organization.ts';
import { type EffectivePolicy, effectivePolicy } from '../organization/policy.ts';
import { assess, type Habitual, type Hints, remember } from '../risk/assess.ts';
import { commitWithHabits, recordDecision } from '../risk/record-decision.ts';
import { type Assessment, riskFacts } from '../risk/risk.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode, Refused } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';
import type { Account } from './account-store.ts';
import type { Authenticator, Proof } from './gate.ts';
import { type Envelope, issueTokens } from './issue-tokens.ts';
import type { MintError } from './mint-errors.ts';
import { newSession } from './new-session.ts';
import { placeOf } from './place.ts';
import { acting, type Request } from './request.ts';
import { insertSession } from './session-store.ts';
import { judgeProof } from './step-up.ts';

export interface Minting<E extends ErrorCode> {
  /** Made from the challenge, so that one challenge leads to one session. */
  readonly sessionId: string;
  readonly account: Account;
  /** Asked for by the client, or the only one; `undefined` for a session of the project alone. */
  readonly organizationId: string | undefined;
  /** As it was read; `undefined` where there is none of that id. */
  readonly organization: Organization | undefined;
  readonly proof: Proof;
  /** What using the proof changes, such as a code that is spent: also where one more factor is asked for. */
  readonly consumes?: readonly Change<E>[];
  /** The events of that, wherever it goes. */
  readonly consumed?: readonly EventDraft[];
  /** What the session's creation changes besides, and the events of that. */
  readonly changes: readonly Change<E>[];
  readonly events: readonly EventDraft[];
  readonly credentialId: string | undefined;
  /** The secret key without which there would be no such credential. */
  readonly enrolledBy?: string | undefined;
  /** Where a passkey is registered: its authenticator, and whether its owner is new too. */
  readonly registers?: (Authenticator & { readonly newcomer: boolean }) | undefined;
  /** The person is made with the session: where it is refused, nobody is. */
  readonly newcomer?: true;
  /** The session that has to end when this one begins, should that take one more factor. */
  readonly replaces?: StepUpChallenge['replaces'];
  /** When the session that this one replaces was made: its absolute limit goes on. */
  readonly since?: number | undefined;
  /** What the target's policy must allow beside the gate. */
  readonly allows?: ((policy: EffectivePolicy) => Result<undefined, E>) | undefined;
  /**
   * Where the risk engine is not asked: it has spoken and its challenge was `answered`, or the request comes from
   * `elsewhere` than the person. Then their habits learn nothing of it, rules about places say nothing of it
   * (`gate.ts`), and there is nobody who could be asked for more.
   */
  readonly risk?: 'answered' | 'elsewhere' | undefined;
  /** Whoever asks reads again and tries again where something changed meanwhile: then nobody was refused. */
  readonly contended?: true;
  /** What it said then. */
  readonly assessment?: Assessment | undefined;
  /** Where an operator begins to act as the person: no habit is learned of them, and nobody is asked for more. */
  readonly poses?: Posing | undefined;
  /** What the way of signing in can tell the risk engine. */
  readonly hints?: Hints | undefined;
}

/** What the risk engine says, where it is asked, and what becomes of the person's habits. */
interface Seen extends Habitual {
  readonly assessment?: Assessment | undefined;
}

const NOTHING_SEEN: Seen = { learned: () => [], noted: () => [] };

export async function mintSession<E extends ErrorCode>(
  request: Request,
  minting: Minting<E>,
): Promise<Result<Envelope, E | MintError | Refused<'step_up_required'>>> {
  const { account, organizationId, organization, proof } = minting;
  const { project, now, commit } = request;
  const look = minting.risk === 'answered' ? remember : assess;
  const unseen = minting.poses !== undefined || minting.risk === 'elsewhere';
  const seen: Seen = unseen ? NOTHING_SEEN : await look(request, account, proof, minting.hints);
  const risk = seen.assessment ?? minting.assessment;
  const session = newSession({ ...minting, risk, impersonation: minting.poses?.impersonation }, request);
  const policy = effectivePolicy(project.policy, organization?.policy);
  const stranger = organizationId !== undefined && session.organizationId !== organizationId;
  const judged = judgeProof(
    {
      proof,
      user: account.user,
      membership: stranger ? 'stranger' : organizationId === undefined ? 'none' : 'member',
      policy,
      place: minting.risk === 'elsewhere' ? undefined : placeOf(request.request),
      registers: minting.registers,
      risk: seen.assessment?.decision,
    },
    unseen ? [] : enrolledFactors(account),
    now,
  );

  const actor = { type: 'user', id: account.user.id } as const;
  const own = { actor, subjects: acting(account) };
  const log = { organizationId: session.organizationId, ...(minting.poses?.as ?? own) };
  // Somebody who does not exist yet is neither actor nor subject: their key was never stored.
  const claimed =
    minting.registers?.newcomer || minting.newcomer
      ? { target: { type: 'project', id: project.id } }
      : { ...log, target: actor };
  const record = (sessionId: string | undefined) =>
    recordDecision(seen.assessment, {
      projectId: project.id,
      userId: account.user.id,
      organizationId: session.organizationId,
      sessionId,
      method: proof.method,
      event: sessionId === undefined ? claimed : { ...log, target: actor },
    });
  const refuse = async <R extends ErrorCode>(reason: R): Promise<Result<never, R>> => {
    const detail = { method: proof.method, risk: risk && riskFacts(risk) };
    const attempt: EventDraft = { ...claimed, type: 'auth.signin_attempt', outcome: 'denied', reason, detail };
    const { changes, events } = record(undefined);
    await commitWithHabits(commit, changes, seen.noted, [attempt, ...events]);
    return err(reason);
  };
  if (!judged.ok) return refuse(judged.error);
  const allowed = minting.allows?.(policy);
  if (allowed && !allowed.ok) return refuse(allowed.error);
  if (judged.value) {
    const { replaces, consumes, credentialId, assessment: assessedBefore, sessionId } = minting;
    const person = { account, organizationId, organization, proof, credentialId };
    const used = { consumes, consumed: minting.consumed?.map((event) => ({ ...log, ...event })) };
    const asking = { ...person, ...used, ...judged.value, ...seen, sessionId, replaces, assessedBefore };
    const asked = await askStepUp<E>(request, asking);
    return asked.ok ? err({ code: 'step_up_required', challenge: presentChallenge(asked.value) }) : asked;
  }

  const created: EventDraft<'session.created'> = {
    ...log,
    type: 'session.created',
    target: { type: 'session', id: session.id },
    detail: {
      amr: [...proof.amr],
      policy_version: session.policyVersion,
      credential_id: minting.credentialId,
      enrolled_by: minting.enrolledBy,
      risk: risk && riskFacts(risk),
    },
  };
  const decided = record(session.id);
  const before: EventDraft[] = [...(minting.consumed ?? []), ...minting.events].map((event) => ({ ...log, ...event }));
  const [first = created, ...rest] = [...before, ...decided.events, created];
  const changes: Change<E | 'challenge_expired' | 'conflict'>[] = [
    insertSession(session),
    ...(minting.consumes ?? []),
    ...minting.changes,
    ...decided.changes,
  ];
  const issued = await issueTokens({ session, account, organization, policy, now, request: request.request }, () =>
    commitWithHabits(commit, changes, seen.learned, [first, ...rest]),
  );
  if (issued.ok || (minting.contended && issued.error === 'conflict')) return issued;
  return refuse(issued.error);
}
