/** One of those whom a breach reached, as the API answers it. */
import type { Individual } from './findings.ts';
import type { Identity } from './identities.ts';
import { standingOf } from './scope.ts';

const time = (ms: number): string => new Date(ms).toISOString();

/** @param state where they live, where somebody said so. */
export const presentIndividual = (one: Individual, identity: Identity | undefined, state: string | undefined) => ({
  user_id: one.id,
  standing: standingOf(one),
  email: identity?.email ?? null,
  name: identity?.name ?? null,
  phone: identity?.phone ?? null,
  account: identity?.account ?? ('erased' as const),
  events: one.events,
  attempts: one.attempts,
  undecided: one.undecided,
  first_at: time(one.firstMs),
  last_at: time(one.lastMs),
  data: [...one.data],
  types: [...one.types],
  state: state ?? null,
  withheld: one.withheld === true,
  late: one.late === true,
});
