/**
 * How the search index is stored: a row for each event on each of its lists, and how far it is made. Made from the
 * archive and made again from it at any time, so its rows are put and not committed.
 */
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { pauseAfter } from '../shared/back-off.ts';
import { variable } from '../shared/environment.ts';
import {
  indexedEventKey,
  indexedEventsPks,
  lanePk,
  logHeadKey,
  searchCursorKey,
  searchedBelowKey,
  searchListPk,
} from '../shared/table.ts';
import { BEFORE_ALL, type EventRecord } from './event-query.ts';
import type { Allowance, Posting, ReadList } from './intersect.ts';
import { type List, listsOf } from './search-lists.ts';

/** The service takes at most this many rows in one BatchWriteItem. */
const BATCH_MAX = 25;
const BATCHES_AT_ONCE = 8;
/** Of a batch that is throttled. After that the function fails, and begins again at its cursor. */
const PUT_TRIES = 8;

/** An event and its place. */
export interface Indexed {
  readonly record: EventRecord;
  readonly lane: number;
  readonly seq: number;
}

const toPosting = ({ sk, at, seq }: Row): Posting => ({ id: String(sk), at: String(at), seq: Number(seq) });

/** Strongly consistent: what the cursor says is indexed is found. */
const readPk =
  (pk: string, allowance: Allowance): ReadList =>
  async (below, size) => {
    const { rows, more } = await queryRows('SEARCH_TABLE', pk, { before: below, reverse: true, limit: size });
    allowance.left -= rows.length + 1;
    return { entries: rows.map(toPosting), more };
  };

export const readList = (projectId: string, { facet, value }: List, allowance: Allowance): ReadList =>
  readPk(searchListPk(projectId, facet, value), allowance);

/** All events of the project, in as many lists as there are shards. */
export const readAllEvents = (projectId: string, allowance: Allowance): ReadList[] =>
  indexedEventsPks(projectId).map((pk) => readPk(pk, allowance));

/** Where an event of the project lies, also when it was removed from the audit table. */
export async function findIndexed(projectId: string, eventId: string): Promise<Posting | undefined> {
  const row = await getRow('SEARCH_TABLE', indexedEventKey(projectId, eventId));
  return row && toPosting(row);
}

function rowsOf(projectId: string, { record, lane, seq }: Indexed): Row[] {
  const place = { at: lanePk(record.scope, lane), seq };
  const lists = listsOf(record, projectId).map(({ facet, value }) => searchListPk(projectId, facet, value));
  return [
    { ...indexedEventKey(projectId, record.id), ...place },
    ...[...new Set(lists)].map((pk) => ({ pk, sk: record.id, ...place })),
  ];
}

async function putBatch(rows: readonly Row[]): Promise<void> {
  const table = variable('SEARCH_TABLE');
  let pending: WriteRequest[] = rows.map((row) => ({ PutRequest: { Item: marshall(row) } }));
  for (let attempt = 0; pending.length > 0; attempt++) {
    if (attempt > PUT_TRIES) throw new Error('the search index takes no more rows now');
    if (attempt > 0) await pauseAfter(attempt - 1);
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: pending } }));
    pending = UnprocessedItems?.[table] ?? [];
  }
}

/** May be repeated: the same event gives the same rows. @returns how many rows were put. */
export async function putIndexed(projectId: string, events: readonly Indexed[]): Promise<number> {
  // One batch may not name a row twice.
  const rows = [
    ...new Map(events.flatMap((one) => rowsOf(projectId, one)).map((row) => [`${row.pk}\n${row.sk}`, row])).values(),
  ];
  const batches = Array.from({ length: Math.ceil(rows.length / BATCH_MAX) }, (_, i) =>
    rows.slice(i * BATCH_MAX, (i + 1) * BATCH_MAX),
  );
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await putBatch(batch);
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, work));
  return rows.length;
}

/** How far the log of a scope is indexed. */
export interface SearchCursor {
  readonly scope: string;
  readonly projectId: string;
  /** Index of the next entry of the log. */
  readonly next: number;
  /** Newest indexed seq of each lane. */
  readonly lanes: Readonly<Record<string, number>>;
}

const toCursor = (row: Row): SearchCursor => ({
  scope: row.scope as string,
  projectId: row.project as string,
  next: row.next as number,
  lanes: row.lanes as Record<string, number>,
});

/** Strongly consistent. `undefined` for a scope of which nothing is indexed. */
export async function readCursors(scopes: readonly string[]): Promise<(SearchCursor | undefined)[]> {
  const rows = await getRows('SEARCH_TABLE', scopes.map(searchCursorKey));
  return rows.map((row) => row && toCursor(row));
}

/** Those of these logs that are ahead of the index. Eventually consistent: the next look sees what this one does not. */
export async function listBehind(scopes: readonly string[]): Promise<string[]> {
  const [heads, cursors] = await Promise.all([
    getRows('CONTROL_TABLE', scopes.map(logHeadKey), { eventual: true }),
    getRows('SEARCH_TABLE', scopes.map(searchCursorKey), { eventual: true }),
  ]);
  return scopes.filter((_, i) => Number(heads[i]?.size ?? 0) > Number(cursors[i]?.next ?? 0));
}

/** Where there is no such row yet, or its member compares so. */
async function putWhere(row: Row, member: string, comparison: '=' | '<', value: unknown): Promise<boolean> {
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: variable('SEARCH_TABLE'),
        Item: marshall(row),
        ConditionExpression: `attribute_not_exists(pk) OR #member ${comparison} :value`,
        ExpressionAttributeNames: { '#member': member },
        ExpressionAttributeValues: marshall({ ':value': value }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** `false` when somebody else moved the cursor meanwhile. */
export const moveCursor = ({ scope, projectId, next, lanes }: SearchCursor, from: number): Promise<boolean> =>
  putWhere({ ...searchCursorKey(scope), scope, project: projectId, next, lanes }, 'next', '=', from);

/** All events of the project whose ids sort before this one are in the index. */
export async function readSearchedBelow(projectId: string): Promise<string> {
  const row = await getRow('SEARCH_TABLE', searchedBelowKey(projectId));
  return (row?.below as string | undefined) ?? BEFORE_ALL;
}

export const raiseSearchedBelow = (projectId: string, below: string): Promise<boolean> =>
  putWhere({ ...searchedBelowKey(projectId), below }, 'below', '<', below);
