/**
 * What is written of a decision. One that let somebody in without more is a member of their session and of its event; any
 * other one is a row of its own and an event of its own too, in the transaction of what became of the sign-in.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import type { Committed } from '../shared/commit.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { insertDecision } from './decision-store.ts';
import { type Assessment, riskMembers } from './risk.ts';

export interface About {
  readonly projectId: string;
  readonly userId: string;
  readonly organizationId: string | undefined;
  /** The session that it let in. */
  readonly sessionId: string | undefined;
  readonly method: string;
  /** Whose log the event goes to, and whom it concerns: as in the other events of the transaction. */
  readonly event: Omit<EventDraft, 'type' | 'detail'>;
}

export interface Record {
  readonly changes: readonly Change<'conflict'>[];
  readonly events: readonly EventDraft<'risk.decided'>[];
}

export function recordDecision(assessment: Assessment | undefined, about: About): Record {
  if (!assessment || assessment.decision === 'allow') return { changes: [], events: [] };
  const { projectId, userId, organizationId, sessionId, method, event } = about;
  const { id, ...detail } = riskMembers(assessment);
  const outcome = sessionId === undefined ? 'denied' : 'success';
  return {
    changes: [insertDecision(projectId, { ...assessment, userId, organizationId, sessionId, method })],
    events: [{ ...event, type: 'risk.decided', outcome, detail: { decision_id: id, ...detail } }],
  };
}

type Commit = <E extends ErrorCode>(
  changes: readonly Change<E>[],
  events: readonly [EventDraft, ...EventDraft[]],
) => Promise<Result<Committed, E>>;

/** Habits are worth no refusal: where somebody else wrote them first, the rest is committed without them. */
export async function commitWithHabits<E extends ErrorCode>(
  commit: Commit,
  changes: readonly Change<E>[],
  habits: (() => readonly Change<'conflict'>[]) | undefined,
  events: readonly [EventDraft, ...EventDraft[]],
): Promise<Result<Committed, E | 'conflict'>> {
  const learned = habits?.() ?? [];
  const committed = await commit<E | 'conflict'>([...changes, ...learned], events);
  const moved = !committed.ok && committed.error === 'conflict' && learned.length > 0;
  return moved ? commit(changes, events) : committed;
}
