/** What the log says of scopes. Who asked is a person where they are one; what was found stands in a signed document. */
import type { EventDraft } from '../audit/event.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { sealedFor } from './breach-events.ts';
import { indicatorsOf } from './criteria.ts';
import type { Failure, Scope, ScopeResult } from './scope.ts';

type Who = SecretKeyPrincipal | OperatorPrincipal;

export const onBreach = (breachId: string) => ({ type: 'breach', id: breachId });

/** The person who acts, with where they are; nothing for a server's key. */
export function acting(principal: Who) {
  const subjects = sealedFor(principal, {});
  return subjects ? { subjects } : {};
}

export const scopeStarted = (
  { breachId, number, criteria }: Scope,
  principal: Who,
): EventDraft<'breach.scope_started'> => ({
  type: 'breach.scope_started',
  target: onBreach(breachId),
  detail: {
    scope: number,
    range_start: new Date(criteria.startMs).toISOString(),
    range_end: new Date(criteria.endMs).toISOString(),
    organizations: [...criteria.organizations],
    indicators: indicatorsOf(criteria),
    include_actors: criteria.includeActors,
  },
  ...acting(principal),
});

export const scopeContinued = ({ breachId, number, runs, walked }: Scope): EventDraft<'breach.scope_continued'> => ({
  type: 'breach.scope_continued',
  target: onBreach(breachId),
  detail: { scope: number, run: runs, entries: walked },
});

/** The file name of the document is the hash of its content. */
const hashIn = (key: string): string => /([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? '';

const foundIn = (number: number, { revision, entries, counts, key }: ScopeResult) => ({
  scope: number,
  revision,
  entries,
  events: counts.events,
  individuals: counts.individuals + counts.uncertain,
  document: hashIn(key),
});

export const scopeCompleted = (
  { breachId, number }: Scope,
  result: ScopeResult,
): EventDraft<'breach.scope_completed'> => ({
  type: 'breach.scope_completed',
  target: onBreach(breachId),
  detail: foundIn(number, result),
});

export const scopeExtended = (
  { breachId, number }: Scope,
  result: ScopeResult,
): EventDraft<'breach.scope_extended'> => ({
  type: 'breach.scope_extended',
  target: onBreach(breachId),
  detail: { ...foundIn(number, result), late: result.counts.late },
});

export const scopeFollowed = ({ breachId, number }: Scope, entries: number): EventDraft<'breach.scope_followed'> => ({
  type: 'breach.scope_followed',
  target: onBreach(breachId),
  detail: { scope: number, entries },
});

export const scopeFailed = (
  { breachId, number, runs, walked }: Scope,
  reason: Failure,
): EventDraft<'breach.scope_failed'> => ({
  type: 'breach.scope_failed',
  target: onBreach(breachId),
  outcome: 'failure',
  reason,
  detail: { scope: number, run: runs, entries: walked },
});
