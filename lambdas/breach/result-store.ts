/**
 * What a scope came to, in the locked bucket: a document with its counts, and lists of events, people and logs that it
 * names by their hash. Ids alone stand there, for nothing of it can be erased for years.
 */
import type { JsonObject } from '../audit/block.ts';
import { canonical } from '../audit/leaf.ts';
import { keepEvidence, readEvidence } from '../log/archive-store.ts';
import { indicatorsOf } from './criteria.ts';
import {
  type Counts,
  countsOf,
  type Individual,
  inOrder,
  peopleInOrder,
  type Summary,
  summaryOf,
  type TimelineEntry,
} from './findings.ts';
import { type Gaps, gapsOf } from './gaps.ts';
import type { Scope } from './scope.ts';
import type { LogWalk } from './walk.ts';
import type { WalkState } from './walk-state-store.ts';

/** Rows of one list. */
const ROWS = 5_000;
/** A log carries its checkpoint with it. */
const LOGS = 500;

/** A list in the bucket, and the first id in it. */
interface Piece {
  readonly key: string;
  readonly rows: number;
  readonly first: string;
}
type List = 'timeline' | 'individuals' | 'logs';

export interface ResultDocument {
  readonly v: 1;
  readonly breach_id: string;
  readonly scope: number;
  readonly revision: number;
  readonly asked: JsonObject;
  readonly started_at: string;
  readonly completed_at: string;
  readonly counts: Counts;
  readonly summary: Summary;
  /** What the log cannot tell: of entries that cannot be read the first thousand are named with their log. */
  readonly gaps: Gaps;
  /** Entries that were walked. */
  readonly entries: number;
  readonly lists: Readonly<Record<List, readonly Piece[]>>;
}

const folderOf = (breachId: string): string => `breaches/${breachId}`;

async function keepList<T>(
  breachId: string,
  rows: readonly T[],
  most: number,
  nameOf: (row: T) => string,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const some = rows.slice(from, from + most);
    const key = await keepEvidence(folderOf(breachId), canonical(some));
    pieces.push({ key, rows: some.length, first: nameOf(some[0] as T) });
  }
  return pieces;
}

/** The addresses of networks may be somebody's: of those the document tells how many there were. */
const askedOf = ({ criteria }: Scope): JsonObject => ({
  from: new Date(criteria.startMs).toISOString(),
  to: new Date(criteria.endMs).toISOString(),
  organizations: criteria.organizations,
  actors: criteria.actors,
  sessions: criteria.sessions,
  grants: criteria.grants,
  networks: criteria.networks.length,
  types: criteria.types,
  indicators: indicatorsOf(criteria),
  include_actors: criteria.includeActors,
  include_suspects: criteria.includeSuspects,
});

export interface KeptResult {
  readonly key: string;
  readonly document: ResultDocument;
}

/** May be repeated: the same findings lie under the same names. */
export async function keepResult(scope: Scope, { logs, findings }: WalkState, now: Date): Promise<KeptResult> {
  const { breachId, number } = scope;
  const document: ResultDocument = {
    v: 1,
    breach_id: breachId,
    scope: number,
    revision: (scope.result?.revision ?? 0) + 1,
    asked: askedOf(scope),
    started_at: scope.createdAt,
    completed_at: now.toISOString(),
    counts: countsOf(findings),
    summary: summaryOf(findings),
    gaps: gapsOf(scope.criteria, logs, findings),
    entries: logs.reduce((sum, { next }) => sum + next, 0),
    lists: {
      timeline: await keepList(breachId, inOrder(findings.timeline), ROWS, ({ id }) => id),
      individuals: await keepList(breachId, peopleInOrder(findings), ROWS, ({ id }) => id),
      logs: await keepList(breachId, logs, LOGS, ({ scope: log }) => log),
    },
  };
  return { key: await keepEvidence(folderOf(breachId), canonical(document)), document };
}

async function readPart<T>(breachId: string, key: string): Promise<T> {
  const bytes = await readEvidence(folderOf(breachId), key);
  if (!bytes) throw new Error('a list of a scope is missing, or is not what was kept');
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
}

export const readResult = (breachId: string, key: string): Promise<ResultDocument> => readPart(breachId, key);

/** So many rows from a place on; only the lists are read that hold them. */
async function readRows<T>(breachId: string, pieces: readonly Piece[], from: number, limit: number): Promise<T[]> {
  const found: T[] = [];
  let start = 0;
  for (const { key, rows } of pieces) {
    const skipped = Math.max(0, from - start);
    if (skipped < rows && found.length < limit) {
      const list = await readPart<T[]>(breachId, key);
      found.push(...list.slice(skipped, skipped + limit - found.length));
    }
    start += rows;
  }
  return found;
}

type Read<T> = (breachId: string, document: ResultDocument, from?: number, limit?: number) => Promise<T[]>;
const reader =
  <T>(list: List): Read<T> =>
  (breachId, { lists }, from = 0, limit = Number.POSITIVE_INFINITY) =>
    readRows<T>(breachId, lists[list], from, limit);

/** By id. */
export const readIndividuals = reader<Individual>('individuals');
/** In the order of time. */
export const readTimeline = reader<TimelineEntry>('timeline');
export const readLogs = reader<LogWalk>('logs');

export const rowsIn = ({ lists }: ResultDocument, list: List): number =>
  lists[list].reduce((sum, { rows }) => sum + rows, 0);

/** From the first whose id sorts after this one; only the lists are read that are needed for so many. */
export async function readIndividualsAfter(
  breachId: string,
  { lists }: ResultDocument,
  after: string,
  wanted: (one: Individual) => boolean,
  limit: number,
): Promise<Individual[]> {
  const found: Individual[] = [];
  const pieces = lists.individuals;
  for (const [i, { key }] of pieces.entries()) {
    const following = pieces[i + 1];
    if (following && following.first <= after) continue;
    const rows = await readPart<Individual[]>(breachId, key);
    found.push(...rows.filter((one) => one.id > after && wanted(one)).slice(0, limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
}

/** Everything that was found: where what comes late is added to it. */
export async function readFound(breachId: string, document: ResultDocument): Promise<WalkState> {
  const [logs, timeline, individuals] = [
    await readLogs(breachId, document),
    await readTimeline(breachId, document),
    await readIndividuals(breachId, document),
  ];
  return { logs, findings: { timeline, individuals: new Map(individuals.map((one) => [one.id, one])) } };
}
