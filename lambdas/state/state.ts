/**
 * State held against the log: who may do what, as the tables have it, and as the log tells that it came to be. Whoever
 * changes a row and not the log, or the log's rows and not the state, is seen (45 CFR 164.312(c)(2), features.md A18).
 */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../audit/block.ts';
import { canonical } from '../audit/leaf.ts';
import { INHERIT } from '../organization/policy.ts';

export const STATE_KINDS = ['operator', 'api_key', 'client', 'membership', 'policy'] as const;
export type StateKind = (typeof STATE_KINDS)[number];

/** By kind and id, `kind/id`: the facts of each, canonical JSON. */
export type State = ReadonlyMap<string, string>;

export const nameOf = (kind: StateKind, id: string): string => `${kind}/${id}`;
export const FACTS = {
  operator: (roles: readonly string[]) => canonical({ roles: [...roles].sort() }),
  api_key: (scopes: readonly string[], expiresAt: string | undefined) =>
    canonical({ scopes: [...scopes].sort(), expires_at: expiresAt ?? null }),
  client: (scopes: readonly string[]) => canonical({ scopes: [...scopes].sort() }),
  membership: (userId: string, role: string) => canonical({ user_id: userId, role }),
  policy: (policy: object) => canonical({ ...INHERIT, ...policy } as unknown as Json),
};
/** What is as if it were not there. */
const NOTHING: readonly string[] = [FACTS.operator([]), FACTS.policy({})];

/** What an event of the log says of a change. */
export interface Told {
  readonly type: string;
  readonly target: string;
  readonly detail: JsonObject;
}

/** Types that tell of what belongs to a project, and of what belongs to one organization. */
export const PROJECT_TYPES = [
  'operator.granted',
  'operator.revoked',
  'api_key.created',
  'api_key.revoked',
  'client.created',
  'client.revoked',
];
export const ORGANIZATION_TYPES = [
  'membership.created',
  'membership.updated',
  'membership.deleted',
  'org_policy.updated',
];

/** What became of one thing: where it began, each step from one state to the next, and whether it has ended. */
interface History {
  readonly begun: string[];
  readonly steps: [from: string, to: string][];
  ended: boolean;
}

const list = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);
const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

function take({ type, target, detail }: Told, of: (name: string) => History): void {
  const [subject, verb] = type.split('.');
  if (subject === 'operator') {
    of(nameOf('operator', target)).steps.push([
      FACTS.operator(list(detail.before)),
      FACTS.operator(list(detail.roles)),
    ]);
  } else if (subject === 'org_policy') {
    const [before, after] = [FACTS.policy(object(detail.before)), FACTS.policy(object(detail.after))];
    of(nameOf('policy', target)).steps.push([before, after]);
  } else if (subject === 'membership') {
    const history = of(nameOf('membership', target));
    const facts = (role: Json | undefined) => FACTS.membership(String(detail.user_id), String(role));
    if (verb === 'created') history.begun.push(facts(detail.role));
    if (verb === 'updated') history.steps.push([facts(detail.before), facts(detail.after)]);
    if (verb === 'deleted') history.ended = true;
  } else if (subject === 'api_key' || subject === 'client') {
    const history = of(nameOf(subject, target));
    const expiresAt = typeof detail.expires_at === 'string' ? detail.expires_at : undefined;
    const scopes = list(detail.scopes);
    if (verb === 'created')
      history.begun.push(subject === 'client' ? FACTS.client(scopes) : FACTS.api_key(scopes, expiresAt));
    if (verb === 'revoked') history.ended = true;
  }
}

/** No history ends like this: its steps do not follow from one another. */
export const BROKEN = 'the log contradicts itself';

/**
 * The state that a history ends in, whatever order its steps are read in: a walk enters its end once more than it leaves
 * it, and every other state as often. Clocks of different servers need not agree.
 */
function endOf({ begun, steps }: History, nothing: string): string {
  const balance = new Map<string, number>([[begun[0] ?? nothing, 1]]);
  const add = (state: string, by: number) => balance.set(state, (balance.get(state) ?? 0) + by);
  for (const [from, to] of steps) {
    add(from, -1);
    add(to, 1);
  }
  const left = [...balance].filter(([, count]) => count !== 0);
  const [end] = left;
  return begun.length <= 1 && left.length === 1 && end?.[1] === 1 ? end[0] : BROKEN;
}

/** What there must be by the log, and how many events tell of each thing. */
export interface Replayed {
  readonly state: State;
  readonly events: ReadonlyMap<string, number>;
}

/** @param told events in any order, each once. */
export function replay(told: readonly Told[]): Replayed {
  const histories = new Map<string, History>();
  const events = new Map<string, number>();
  const of = (name: string): History => {
    const history = histories.get(name) ?? { begun: [], steps: [], ended: false };
    histories.set(name, history);
    events.set(name, (events.get(name) ?? 0) + 1);
    return history;
  };
  for (const one of told) take(one, of);
  const state = new Map<string, string>();
  for (const [name, history] of histories) {
    if (history.ended) continue;
    const nothing = name.startsWith('policy/') ? FACTS.policy({}) : FACTS.operator([]);
    const end = endOf(history, nothing);
    if (!NOTHING.includes(end)) state.set(name, end);
  }
  return { state, events };
}

/** Without what is as if it were not there. */
export const stateOf = (entries: Iterable<readonly [string, string]>): State =>
  new Map([...entries].filter(([, facts]) => !NOTHING.includes(facts)));

export interface Difference {
  readonly kind: StateKind;
  readonly id: string;
  /** There though the log tells of none; not there though it does; or other than it tells. */
  readonly difference: 'unexpected' | 'missing' | 'other';
}

export function differencesBetween(told: State, found: State): Difference[] {
  const names = [...new Set([...told.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    const [inLog, inTable] = [told.get(name), found.get(name)];
    if (inLog === inTable) return [];
    const slash = name.indexOf('/');
    const difference = inLog === undefined ? 'unexpected' : inTable === undefined ? 'missing' : 'other';
    return [{ kind: name.slice(0, slash) as StateKind, id: name.slice(slash + 1), difference } as const];
  });
}

/** SHA-256 over what was before and the state in the order of names, base64url: equal states give equal digests. */
export function digestOf(before: string, state: State): string {
  const entries = [...state].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(canonical([before, entries]))
    .digest('base64url');
}

const DAY_MS = 24 * 60 * 60_000;

/** How far a project's check is: one turn a day over the project and each of its organizations. */
export interface StateCheck {
  /** RFC 3339. */
  readonly startedAt: string;
  /** Absent while the turn goes on. */
  readonly finishedAt?: string | undefined;
  /** The organization behind which it goes on; absent before the first. */
  readonly after?: string | undefined;
  readonly entities: number;
  readonly differences: number;
  readonly digest: string;
}

export const newTurn = (now: Date): StateCheck => ({
  startedAt: now.toISOString(),
  entities: 0,
  differences: 0,
  digest: '',
});

/** The turn to go on with, or a new one; `undefined` while the last one is younger than a day. */
export function turnDue(last: StateCheck | undefined, now: Date): StateCheck | undefined {
  if (last && last.finishedAt === undefined) return last;
  return last && now.getTime() - Date.parse(last.startedAt) < DAY_MS ? undefined : newTurn(now);
}
