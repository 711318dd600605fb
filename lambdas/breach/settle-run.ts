/**
 * What a run of a scope leaves behind: nothing where it goes on, a reason where it cannot, and where every log is proven
 * a signed document, with whom the breach affects by it.
 */
import type { Json } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import { reportOnce } from '../log/incident-store.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { signStatement } from '../statement/sign-statement.ts';
import { affect } from './breach.ts';
import { getBreach, putBreach } from './breach-store.ts';
import { countsOf, peopleInOrder } from './findings.ts';
import { gapsOf, sameGaps } from './gaps.ts';
import { statesOf } from './paper.ts';
import { listPapers } from './paper-store.ts';
import { keepResult } from './result-store.ts';
import { affectedOf, complete, fail, noteFollowed, type Scope, type ScopeResult } from './scope.ts';
import { scopeCompleted, scopeExtended, scopeFailed, scopeFollowed } from './scope-events.ts';
import { isFailure, type Ran } from './scope-log.ts';
import { putScope } from './scope-store.ts';
import type { WalkState } from './walk-state-store.ts';

type Commit = <E extends ErrorCode>(changes: readonly Change<E>[], event: EventDraft) => Promise<Result<unknown, E>>;

async function signResult(scope: Scope, state: WalkState, now: Date): Promise<ScopeResult> {
  const { key, document } = await keepResult(scope, state, now);
  return {
    revision: document.revision,
    counts: document.counts,
    gaps: document.gaps,
    entries: document.entries,
    logs: state.logs.length,
    key,
    statement: await signStatement('breach_scope', document as unknown as Json, now),
    at: document.completed_at,
  };
}

/** The breach and its scope change together: whom it affects is never of another scope than the newest. */
async function settleDone(scope: Scope, project: Project, state: WalkState, commit: Commit): Promise<void> {
  const now = new Date();
  const entries = state.logs.reduce((sum, { next }) => sum + next, 0);
  const gaps = gapsOf(scope.criteria, state.logs, state.findings);
  const before = scope.result;
  if (before && countsOf(state.findings).late === before.counts.late && sameGaps(gaps, before.gaps)) {
    await commit([putScope(scope, noteFollowed(scope, now))], scopeFollowed(scope, entries));
    return;
  }
  const [breach, states] = await Promise.all([
    getBreach(scope.breachId),
    listPapers<Record<string, string>>(project, scope.breachId, 'states'),
  ]);
  const affected = affectedOf(peopleInOrder(state.findings), statesOf(states), gaps);
  const reached = breach && affect(breach, affected, now);
  if (!breach || !reached?.ok) return;
  const result = await signResult(scope, state, now);
  const event = scope.result ? scopeExtended(scope, result) : scopeCompleted(scope, result);
  const done = noteFollowed(complete(scope, result), now);
  const committed = await commit([putScope(scope, done), ...putBreach(breach, reached.value)], event);
  const { late } = result.counts;
  if (committed.ok && scope.result)
    await reportOnce('events of a breach came late', { breach: scope.breachId, revision: result.revision, late });
}

export async function settleRun(scope: Scope, project: Project, { state, outcome, log }: Ran, commit: Commit) {
  if (outcome === 'done') return settleDone(scope, project, state, commit);
  // The next run goes on when the claim of this one is over.
  if (!isFailure(outcome)) return;
  // A log that is not what was signed is told to a person, whoever asked.
  if (outcome === 'log_differs' || outcome === 'archive_incomplete')
    await reportOnce('a log is not what its checkpoint says', { breach: scope.breachId, log, finding: outcome });
  // What was found before stands; the logs are read again in an hour.
  // Nobody waits for a scope that is complete: that it can grow no more is told to a person too.
  if (outcome === 'too_many_events' && scope.result)
    await reportOnce('a scope of a breach can take no more events', { breach: scope.breachId, log, finding: outcome });
  const failed = scope.result ? noteFollowed(scope, new Date()) : fail(scope, outcome);
  await commit([putScope(scope, failed)], scopeFailed(failed, outcome));
}
