/**
 * Brings the search index up to the archive, scope by scope: entries of the log in the order of their index, from where
 * the cursor is. A crash anywhere is a replay, because the same entry gives the same rows.
 */
import type { Context } from 'aws-lambda';
import { type CommittedEntries, readCommitted } from '../log/committed.ts';
import { readHead } from '../log/log-store.ts';
import { isId } from '../shared/ids.ts';
import { logger } from '../shared/logger.ts';
import { eventShards } from '../shared/table.ts';
import { CLOCK_SLACK_MS, firstIdOf } from './event-query.ts';
import { archivedEntry } from './event-record.ts';
import { isLane, placesBetween, projectOfScope } from './event-store.ts';
import {
  moveCursor,
  putIndexed,
  raiseSearchedBelow,
  readCursors,
  readSearchedBelow,
  type SearchCursor,
} from './search-store.ts';
import { unindexed } from './tail.ts';

/** The index counts nothing that is newer: it may still be on its way into the table. */
const SETTLED_MS = CLOCK_SLACK_MS;
/** Events of a shard that one run looks at; a later run goes on. */
const LOOK_MOST = 1_000;

async function indexBatch(cursor: SearchCursor, { first, lines }: CommittedEntries): Promise<SearchCursor | undefined> {
  const entries = lines.map(archivedEntry);
  const lanes: Record<string, number> = { ...cursor.lanes };
  for (const entry of entries) {
    if (entry) lanes[entry.lane] = Math.max(entry.through, lanes[entry.lane] ?? -1);
  }
  const events = entries.flatMap((entry) =>
    entry?.record ? [{ record: entry.record, lane: entry.lane, seq: entry.seq }] : [],
  );
  await putIndexed(cursor.projectId, events);
  const next = { ...cursor, next: first + lines.length, lanes };
  return (await moveCursor(next, cursor.next)) ? next : undefined;
}

/** Where the index of a scope begins; `undefined` for what is no log of an organization or a project. */
async function begin(scope: string): Promise<SearchCursor | undefined> {
  const [known] = await readCursors([scope]);
  if (known) return known;
  if (isId('project', scope)) return { scope, projectId: scope, next: 0, lanes: {} };
  const projectId = isId('organization', scope) ? await projectOfScope(scope) : undefined;
  return projectId === undefined ? undefined : { scope, projectId, next: 0, lanes: {} };
}

/** Time left for a batch that has begun. */
const RESERVE_MS = 20_000;
export const timeLeftOf = (context: Pick<Context, 'getRemainingTimeInMillis'>) => (): boolean =>
  context.getRemainingTimeInMillis() > RESERVE_MS;

/** @returns the project, when anything was indexed. */
async function indexScope(scope: string, timeLeft: () => boolean): Promise<string | undefined> {
  const [known, head] = await Promise.all([begin(scope), readHead(scope)]);
  let cursor = known;
  if (!cursor || !head || head.size <= cursor.next) return undefined;
  const start = cursor.next;
  for await (const batch of readCommitted(scope, start)) {
    // Somebody else who is at it goes on, and wrote the same.
    const moved: SearchCursor | undefined = await indexBatch(cursor, batch);
    if (!moved) break;
    cursor = moved;
    if (!timeLeft()) break;
  }
  return cursor.next > start ? cursor.projectId : undefined;
}

/** The first event of a shard, from an id on, that is not in the index; or the end of what was looked at. */
async function indexedUpTo(shard: string, from: string, end: string): Promise<string> {
  const { places, more, last = from } = await placesBetween(shard, from, end, LOOK_MOST);
  const lanes = new Map<string, boolean>();
  for (const { at, id } of await unindexed(places, new Map())) {
    const real = lanes.get(at) ?? (await isLane(at));
    if (real) return id;
    lanes.set(at, real);
  }
  return more && last < end ? last : end;
}

/** Says up to which event the index of a project is whole, so that a search need not look beyond it in the table. */
export async function settleProject(projectId: string, now: Date): Promise<void> {
  const from = await readSearchedBelow(projectId);
  const end = firstIdOf(now.getTime() - SETTLED_MS);
  if (end <= from) return;
  const ends = await Promise.all(eventShards(projectId).map((shard) => indexedUpTo(shard, from, end)));
  const below = ends.sort()[0] ?? from;
  if (below > from) await raiseSearchedBelow(projectId, below);
}

/** Indexes the scopes one after the other while there is time. @returns those that failed. */
export async function indexScopes(scopes: Iterable<string>, timeLeft: () => boolean, now: Date): Promise<string[]> {
  const failed: string[] = [];
  const projects = new Set<string>();
  for (const scope of scopes) {
    if (!timeLeft()) break;
    try {
      const project = await indexScope(scope, timeLeft);
      if (project !== undefined) projects.add(project);
    } catch (error) {
      failed.push(scope);
      logger.error('not indexed', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
    }
  }
  for (const project of projects) await settleProject(project, now);
  return failed;
}
