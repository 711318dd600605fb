/** What Hale itself knows of the four factors: from the scope, from the containment, and from the breach. Pure. */
import type { Facts } from './assessment.ts';
import type { Breach } from './breach.ts';
import type { Step } from './containment.ts';
import type { Criteria } from './criteria.ts';
import type { Counts, Summary } from './findings.ts';
import type { Gaps } from './gaps.ts';

export interface Known {
  readonly counts: Counts;
  readonly summary: Summary;
  readonly gaps: Gaps;
}

/** How many things each kind of measure changed, of those that were carried out. */
export function measuresIn(steps: readonly Pick<Step, 'kind' | 'state' | 'count'>[]): Record<string, number> {
  const measures: Record<string, number> = {};
  for (const { kind, state, count } of steps) if (state === 'done') measures[kind] = (measures[kind] ?? 0) + count;
  return measures;
}

export const factsOf = (
  breach: Breach,
  criteria: Criteria,
  { counts, summary, gaps }: Known,
  steps: readonly Step[],
): Facts => ({
  nature_and_extent: {
    individuals: counts.individuals,
    uncertain: counts.uncertain,
    ...gaps,
    events: counts.events,
    data: summary.data,
  },
  unauthorized_person: {
    actors: criteria.actors,
    sessions: criteria.sessions,
    grants: criteria.grants,
    networks: criteria.networks.length,
    include_actors: criteria.includeActors,
  },
  acquired_or_viewed: {
    types: summary.types,
    attempted_only: counts.attempted,
    first_at: summary.first_at,
    last_at: summary.last_at,
  },
  mitigation: {
    discovered_at: breach.discoveredAt,
    contained_at: breach.reached.contained ?? null,
    measures: measuresIn(steps),
  },
});
