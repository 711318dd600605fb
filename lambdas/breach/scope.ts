/**
 * The scope of a breach, from the question to the answer: who may go on with it, when it is given up, and when it is
 * looked at again for what came late. Pure.
 */
import { CLOCK_SLACK_MS } from '../audit/event-query.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Affected } from './breach.ts';
import type { Criteria } from './criteria.ts';
import type { Counts, Individual } from './findings.ts';
import { type Gaps, isAtLeast } from './gaps.ts';

export const SCOPE_STATUSES = ['running', 'completed', 'failed'] as const;
export const FAILURES = ['log_differs', 'archive_incomplete', 'too_many_events', 'not_getting_further'] as const;
export type Failure = (typeof FAILURES)[number];

/** What a walk came to, as it was signed. Each revision holds all of the one before it. */
export interface ScopeResult {
  /** From 1; grows where events were found late. */
  readonly revision: number;
  readonly counts: Counts;
  readonly gaps: Gaps;
  /** Entries that were walked, and logs whose root was recomputed. */
  readonly entries: number;
  readonly logs: number;
  /** Where the signed document lies in the locked bucket. */
  readonly key: string;
  /** Signed note over it. */
  readonly statement: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface Scope {
  readonly breachId: string;
  readonly projectId: string;
  /** From 1: a breach may be scoped again with other criteria, and the newest one counts. */
  readonly number: number;
  readonly criteria: Criteria;
  readonly by: { readonly type: 'operator' | 'api_key'; readonly id: string };
  readonly status: (typeof SCOPE_STATUSES)[number];
  readonly failure?: Failure | undefined;
  /** RFC 3339, as all times here. */
  readonly createdAt: string;
  readonly result?: ScopeResult | undefined;
  /** When its logs were last read on, after it was complete. */
  readonly followedAt?: string | undefined;
  /** Runs that were begun, how many of the last ones got no further, and how far they were. */
  readonly runs: number;
  readonly idleRuns: number;
  readonly walked: number;
  /** Until when the newest run has it for itself, milliseconds. */
  readonly claimedUntilMs: number;
}

/** Less than the minute until the clock strikes again; of two runs that meet all the same, one writes. */
const CLAIM_MS = 55_000;
/** Runs that get no further until the scope is given up. One that waits for the archive does not count. */
const IDLE_MOST = 5;
/** How often the logs of a complete scope are read on while the breach is open. */
const FOLLOW_MS = 60 * 60_000;

/** The window is over: what is yet to come is in no archive. */
export function judgeWindow({ startMs, endMs }: Criteria, now: Date): Result<undefined, 'window_wrong'> {
  return startMs <= endMs && endMs <= now.getTime() ? ok(undefined) : err('window_wrong');
}

export const newScope = (
  asked: Pick<Scope, 'breachId' | 'projectId' | 'criteria' | 'by'>,
  before: Pick<Scope, 'number'> | undefined,
  now: Date,
): Scope => ({
  ...asked,
  number: (before?.number ?? 0) + 1,
  status: 'running',
  createdAt: now.toISOString(),
  runs: 0,
  idleRuns: 0,
  walked: 0,
  claimedUntilMs: 0,
});

/** What a run may do: go on, look for what came late, give it up, or leave it alone. */
export function judgeRun(scope: Scope, now: Date): 'walk' | 'follow' | 'give_up' | 'leave' {
  if (now.getTime() < scope.claimedUntilMs) return 'leave';
  // Requests of the window may still be on their way into the log.
  if (now.getTime() < scope.criteria.endMs + CLOCK_SLACK_MS) return 'leave';
  if (scope.status === 'running') return scope.idleRuns >= IDLE_MOST ? 'give_up' : 'walk';
  if (scope.status === 'failed') return 'leave';
  const last = Date.parse(scope.followedAt ?? scope.result?.at ?? scope.createdAt);
  return now.getTime() - last >= FOLLOW_MS ? 'follow' : 'leave';
}

/** @param walked entries by now. @param waits whether the last run ended because the archive is not there yet. */
export const claim = (scope: Scope, walked: number, waits: boolean, now: Date): Scope => ({
  ...scope,
  runs: scope.runs + 1,
  idleRuns: scope.runs > 0 && walked <= scope.walked && !waits ? scope.idleRuns + 1 : 0,
  walked,
  claimedUntilMs: now.getTime() + CLAIM_MS,
});

export const complete = (scope: Scope, result: ScopeResult): Scope => ({
  ...scope,
  status: 'completed',
  result,
  claimedUntilMs: 0,
});
export const fail = (scope: Scope, failure: Failure): Scope => ({
  ...scope,
  status: 'failed',
  failure,
  claimedUntilMs: 0,
});
export const noteFollowed = (scope: Scope, now: Date): Scope => ({
  ...scope,
  followedAt: now.toISOString(),
  claimedUntilMs: 0,
});

export const STANDINGS = ['affected', 'uncertain', 'attempted'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Reached; perhaps reached; or somebody only tried to. */
export function standingOf({ events, undecided }: Pick<Individual, 'events' | 'undecided'>): Standing {
  if (events > 0) return 'affected';
  return undecided > 0 ? 'uncertain' : 'attempted';
}

/**
 * Whom the breach affects: whoever was reached, and whoever may have been. What cannot be known is presumed
 * (45 CFR 164.402(2)); counsel must check that.
 */
export const isPresumed = (one: Individual): boolean => standingOf(one) !== 'attempted';

/** Without a standing: everybody whom the breach affects. */
export const isListed =
  (standing: Standing | undefined) =>
  (one: Individual): boolean =>
    standing === undefined ? isPresumed(one) : standingOf(one) === standing;

/** @param stateOf where somebody lives, where the covered entity said so. */
export function affectedOf(
  individuals: readonly Individual[],
  stateOf: ReadonlyMap<string, string>,
  gaps: Gaps,
): Affected {
  const affected = individuals.filter(isPresumed);
  const byState: Record<string, number> = {};
  for (const { id } of affected) {
    const state = stateOf.get(id);
    if (state !== undefined) byState[state] = (byState[state] ?? 0) + 1;
  }
  const known = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return { total: affected.length, byState, unknown: affected.length - known, atLeast: isAtLeast(gaps) };
}
