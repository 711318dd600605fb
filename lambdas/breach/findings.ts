/** What a walk over the archive found: the events that were part of a breach, and everybody whom they reached. Pure. */
import type { JsonObject } from '../audit/block.ts';
import type { EventRecord } from '../audit/event-query.ts';
import { type Criteria, type Facts, type Involvement, namesNobody, peopleIn } from './criteria.ts';

/** An event that was part of it: ids alone, so that the list may lie where nothing can be erased. */
export interface TimelineEntry {
  readonly log: string;
  readonly index: number;
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly outcome: string;
  readonly actor: string;
  readonly actor_type: string;
  readonly target: string;
  readonly session?: string | undefined;
  readonly grant?: string | undefined;
  /** Whom it reached. */
  readonly people: readonly string[];
  /** Whether it says of nobody that it reached them. */
  readonly unnamed?: true | undefined;
  /** `unknown`: it may have been part of it. */
  readonly involved: Exclude<Involvement, 'no'>;
  /** Whether it was found only after the scope was complete. */
  readonly late?: true | undefined;
}

export interface Individual {
  readonly id: string;
  /** Events that reached them; that failed or were refused; that may have been part of it. */
  events: number;
  attempts: number;
  undecided: number;
  firstMs: number;
  lastMs: number;
  /** What kinds of data those events hold: `account`, and members of what is sealed for them. */
  data: string[];
  types: string[];
  /** Whether something is sealed for them that their key opens no more. */
  withheld?: true | undefined;
  /** Whether they were found only after the scope was complete. */
  late?: true | undefined;
}

export interface Findings {
  readonly timeline: TimelineEntry[];
  readonly individuals: Map<string, Individual>;
}

export const noFindings = (): Findings => ({ timeline: [], individuals: new Map() });

/** What happened to them counts where it succeeded: whoever was refused reached nobody. */
export const isAffected = ({ events }: Individual): boolean => events > 0;

/** Reading one's own way in is reading the account. */
const reachesAccount = ({ actor, target, onBehalfOf }: Facts, person: string): boolean =>
  actor.id === person || onBehalfOf === person || (target.type === 'user' && target.id === person);

const add = (list: string[], value: string): void => {
  if (!list.includes(value)) list.push(value);
};

export interface Found {
  readonly log: string;
  readonly index: number;
  readonly record: EventRecord;
  readonly facts: Facts;
  /** What is sealed in it, by person. */
  readonly contents: ReadonlyMap<string, JsonObject | undefined>;
  readonly involved: Exclude<Involvement, 'no'>;
}

function note(findings: Findings, id: string, found: Found, late: boolean): void {
  const { record, facts, contents, involved } = found;
  const one = findings.individuals.get(id) ?? {
    id,
    events: 0,
    attempts: 0,
    undecided: 0,
    firstMs: record.timeMs,
    lastMs: record.timeMs,
    data: [],
    types: [],
    ...(late && { late }),
  };
  findings.individuals.set(id, one);
  if (involved === 'unknown') one.undecided++;
  else if (facts.outcome === 'success') one.events++;
  else one.attempts++;
  one.firstMs = Math.min(one.firstMs, record.timeMs);
  one.lastMs = Math.max(one.lastMs, record.timeMs);
  add(one.types, record.type);
  if (involved !== 'yes' || facts.outcome !== 'success') return;
  if (reachesAccount(facts, id)) add(one.data, 'account');
  const content = contents.get(id);
  for (const member of Object.keys(content ?? {})) add(one.data, member);
  if (contents.has(id) && content === undefined) one.withheld = true;
}

/** Takes an event into what was found. @param late whether the scope was complete before. */
export function noteFound(findings: Findings, found: Found, criteria: Criteria, late: boolean): void {
  const { record, facts, log, index, involved } = found;
  const people = peopleIn(facts, criteria).sort();
  findings.timeline.push({
    log,
    index,
    id: record.id,
    time: new Date(record.timeMs).toISOString(),
    type: record.type,
    outcome: facts.outcome,
    actor: facts.actor.id,
    actor_type: facts.actor.type,
    target: facts.target.id,
    session: facts.session,
    grant: facts.grant,
    people,
    ...(namesNobody(facts) && { unnamed: true }),
    involved,
    ...(late && { late }),
  });
  for (const id of people) note(findings, id, found, late);
}

export interface Counts {
  /** Part of it, or perhaps. */
  readonly events: number;
  readonly undecided: number;
  /** Found only after the scope was complete. */
  readonly late: number;
  /** Whom it reached. */
  readonly individuals: number;
  /** Whom it reached perhaps, and nobody tried in vain alone. */
  readonly uncertain: number;
  /** Whom somebody tried to reach, in vain. */
  readonly attempted: number;
}

export function countsOf({ timeline, individuals }: Findings): Counts {
  const people = [...individuals.values()];
  const others = people.filter((one) => !isAffected(one));
  return {
    events: timeline.length,
    undecided: timeline.filter(({ involved }) => involved === 'unknown').length,
    late: timeline.filter(({ late }) => late).length,
    individuals: people.length - others.length,
    uncertain: others.filter(({ undecided }) => undecided > 0).length,
    attempted: others.filter(({ undecided }) => undecided === 0).length,
  };
}

export interface Summary {
  /** Kinds of data, by how many people they are of. */
  readonly data: Readonly<Record<string, number>>;
  /** Types of events, by how many of them were part of it. */
  readonly types: Readonly<Record<string, number>>;
  /** RFC 3339. */
  readonly first_at: string | null;
  readonly last_at: string | null;
}

function tally(names: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function summaryOf({ timeline, individuals }: Findings): Summary {
  const times = timeline.map(({ time }) => time).sort();
  return {
    data: tally([...individuals.values()].flatMap(({ data }) => data)),
    types: tally(timeline.map(({ type }) => type)),
    first_at: times[0] ?? null,
    last_at: times.at(-1) ?? null,
  };
}

/** The same whatever order the logs were read in: by time, then by the id of the event. */
export const inOrder = (timeline: readonly TimelineEntry[]): TimelineEntry[] =>
  [...timeline].sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? -1 : 1));

/** Of the people, by id. */
export const peopleInOrder = ({ individuals }: Findings): Individual[] =>
  [...individuals.values()]
    .map((one) => ({ ...one, data: [...one.data].sort(), types: [...one.types].sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
