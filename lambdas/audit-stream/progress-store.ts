/**
 * How far streams are, in the control table: a row for each stream, and one for each log that it follows. They are
 * written beside `commit`, as the archiver's cursors are: what was sent is in no event, or each event would make another.
 */
import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow, getRows, type Key, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { auditStreamPk, logHeadKey, STREAM_CURSORS, streamCursorKey, streamStateKey } from '../shared/table.ts';
import type { StreamState } from './stream-state.ts';

/** How far one log was sent. */
export interface Cursor {
  readonly streamId: string;
  readonly scope: string;
  /** Index of the first entry that was not sent. */
  readonly next: number;
  /** Size of the newest checkpoint that was sent. */
  readonly checkpoint: number;
  /** The last replay that is taken into account. */
  readonly replays: number;
  /** Milliseconds; 0 before the first. */
  readonly deliveredAtMs: number;
  readonly delivered: number;
  /** Of whoever is sending now. */
  readonly lease: string;
}

/** Longer than a function runs: after it, whoever held the lease is gone. */
const LEASE_MS = 90_000;

/** `undefined` where the condition does not hold. */
async function change(key: Key, set: Row, condition: string, values: Row): Promise<Row | undefined> {
  const names = Object.keys(set);
  try {
    const { Attributes } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: variable('CONTROL_TABLE'),
        Key: marshall(key),
        UpdateExpression: `SET ${names.map((_, i) => `#s${i} = :s${i}`).join(', ')}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#s${i}`, name])),
        ExpressionAttributeValues: marshall({
          ...Object.fromEntries(names.map((name, i) => [`:s${i}`, set[name] ?? null])),
          ...values,
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes && unmarshall(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

const cursorFrom = (streamId: string, scope: string, row: Row): Cursor => ({
  streamId,
  scope,
  next: (row.next_index as number | undefined) ?? 0,
  checkpoint: (row.checkpoint as number | undefined) ?? 0,
  replays: (row.replays as number | undefined) ?? 0,
  deliveredAtMs: (row.delivered_at_ms as number | undefined) ?? 0,
  delivered: (row.delivered as number | undefined) ?? 0,
  lease: (row.lease as string | undefined) ?? '',
});

export async function readCursor(streamId: string, scope: string): Promise<Cursor | undefined> {
  const row = await getRow('CONTROL_TABLE', streamCursorKey(streamId, scope));
  return row && cursorFrom(streamId, scope, row);
}

export async function readCursors(streamId: string, scopes: readonly string[]): Promise<Cursor[]> {
  const keys = scopes.map((scope) => streamCursorKey(streamId, scope));
  const rows = await getRows('CONTROL_TABLE', keys);
  return rows.flatMap((row) => (row ? [cursorFrom(streamId, row.scope as string, row)] : []));
}

export async function listCursors(streamId: string): Promise<Cursor[]> {
  const rows = await queryAllRows('CONTROL_TABLE', auditStreamPk(streamId), { prefix: STREAM_CURSORS });
  return rows.map((row) => cursorFrom(streamId, row.scope as string, row));
}

/**
 * Takes the log for this sender alone, so that two do not send the same side by side.
 * @param first where it begins, when it was never sent. @returns `undefined` while somebody else has it.
 */
export async function takeCursor(
  streamId: string,
  scope: string,
  first: Cursor,
  now: Date,
): Promise<Cursor | undefined> {
  const key = streamCursorKey(streamId, scope);
  const lease = { lease: randomUUID(), lease_until: now.getTime() + LEASE_MS };
  const begun = await change(
    key,
    {
      ...lease,
      scope,
      next_index: first.next,
      checkpoint: 0,
      replays: first.replays,
      delivered: 0,
      delivered_at_ms: 0,
    },
    'attribute_not_exists(pk)',
    {},
  );
  const row = begun ?? (await change(key, lease, 'lease_until < :now', { ':now': now.getTime() }));
  return row && cursorFrom(streamId, scope, row);
}

/** @returns `false` when the lease was lost meanwhile: then somebody else goes on. */
export async function moveCursor(cursor: Cursor, to: Partial<Cursor>, now: Date): Promise<Cursor | undefined> {
  const next = { ...cursor, ...to };
  const row = await change(
    streamCursorKey(cursor.streamId, cursor.scope),
    {
      next_index: next.next,
      checkpoint: next.checkpoint,
      replays: next.replays,
      delivered: next.delivered,
      delivered_at_ms: next.deliveredAtMs,
      lease_until: now.getTime() + LEASE_MS,
    },
    'lease = :lease',
    { ':lease': cursor.lease },
  );
  return row && next;
}

export async function releaseCursor({ streamId, scope, lease }: Cursor): Promise<void> {
  await change(streamCursorKey(streamId, scope), { lease_until: 0 }, 'lease = :lease', { ':lease': lease });
}

export async function readState(streamId: string): Promise<StreamState | undefined> {
  const row = await getRow('CONTROL_TABLE', streamStateKey(streamId));
  return row?.state as StreamState | undefined;
}

/** @returns whether nobody was faster. */
export async function replaceState(
  streamId: string,
  before: StreamState | undefined,
  after: StreamState,
): Promise<boolean> {
  const state = marshallable(after);
  const condition = before ? 'round = :round' : 'attribute_not_exists(pk)';
  const values = before ? { ':round': before.round } : {};
  return (await change(streamStateKey(streamId), { state, round: after.round }, condition, values)) !== undefined;
}

const marshallable = (state: StreamState): Row => JSON.parse(JSON.stringify(state)) as Row;

/** Sizes of logs, by scope; a log that does not exist is not among them. */
export interface LogSize {
  readonly size: number;
  /** Of the newest checkpoint; 0 without one. */
  readonly signed: number;
}

export async function readSizes(scopes: readonly string[]): Promise<Map<string, LogSize>> {
  const rows = await getRows('CONTROL_TABLE', scopes.map(logHeadKey));
  return new Map(
    scopes.flatMap((scope, i): [string, LogSize][] => {
      const row = rows[i];
      const signed = (row?.signed as { size?: number } | undefined)?.size ?? 0;
      return row ? [[scope, { size: row.size as number, signed }]] : [];
    }),
  );
}
