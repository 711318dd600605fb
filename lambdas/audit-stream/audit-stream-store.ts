/** How streams are stored: one row each, found from their project; one on the list that the clock reads; replays. */
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone, update } from '../shared/change.ts';
import {
  AUDIT_STREAMS_LISTED,
  auditStreamKey,
  auditStreamListedKey,
  auditStreamPk,
  auditStreamReplayKey,
  auditStreamsOf,
  BY_PARENT,
} from '../shared/table.ts';
import type { AuditStream } from './audit-stream.ts';

/** From where the log is to be sent again. */
export interface Replay {
  readonly number: number;
  /** The one log that it is of; absent for all that the stream follows. */
  readonly scope?: string | undefined;
  readonly from: { readonly index: number } | { readonly timeMs: number };
}

const fromRow = (row: Row): AuditStream => ({
  id: row.id as string,
  projectId: row.project_id as string,
  name: row.name as string,
  organizationId: row.organization_id as string | undefined,
  destination: row.destination as AuditStream['destination'],
  includePersonal: row.include_personal as boolean,
  startAtMs: row.start_at_ms as number,
  status: row.status as AuditStream['status'],
  replays: row.replays as number,
  sealed: row.sealed as Uint8Array | undefined,
  former: row.former as AuditStream['former'],
  version: row.version as number,
  createdAt: row.created_at as string,
  updatedAt: row.updated_at as string,
});

/** What a change may set. */
const mutable = (stream: AuditStream): Row => ({
  name: stream.name,
  destination: stream.destination,
  include_personal: stream.includePersonal,
  status: stream.status,
  replays: stream.replays,
  sealed: stream.sealed,
  former: stream.former,
  version: stream.version,
  updated_at: stream.updatedAt,
});

/** Of whatever project; strongly consistent: one that was paused or deleted a moment ago gets nothing now. */
export async function getAuditStream(id: string): Promise<AuditStream | undefined> {
  const row = await getRow('IDENTITY_TABLE', auditStreamKey(id));
  return row && fromRow(row);
}

/** `undefined` for a stream of another project too. */
export async function getAuditStreamOf(projectId: string, id: string): Promise<AuditStream | undefined> {
  const stream = await getAuditStream(id);
  return stream?.projectId === projectId ? stream : undefined;
}

/** Oldest first; a few at most. */
export async function listAuditStreams(projectId: string): Promise<AuditStream[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', auditStreamsOf(projectId), { index: BY_PARENT });
  return rows.map(fromRow);
}

/** Ids of all streams of the deployment. */
export async function listAllStreamIds(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', AUDIT_STREAMS_LISTED, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

export const insertAuditStream = (stream: AuditStream): Change<'conflict'>[] => [
  insert(
    {
      ...auditStreamKey(stream.id),
      ...mutable(stream),
      id: stream.id,
      parent: auditStreamsOf(stream.projectId),
      project_id: stream.projectId,
      organization_id: stream.organizationId,
      start_at_ms: stream.startAtMs,
      created_at: stream.createdAt,
    },
    'conflict',
  ),
  insert({ ...auditStreamListedKey(stream.id), id: stream.id, parent: AUDIT_STREAMS_LISTED }, 'conflict'),
];

export const updateAuditStream = (before: AuditStream, after: AuditStream): Change<'conflict'> =>
  update(auditStreamKey(before.id), mutable(after), { version: before.version }, 'conflict');

/** Its secret goes with the row. */
export const deleteAuditStream = (stream: AuditStream): Change<'conflict' | 'not_found'>[] => [
  tombstone(stream.id, 'not_found'),
  remove(auditStreamKey(stream.id), { version: stream.version }, 'conflict'),
  remove(auditStreamListedKey(stream.id), {}, 'conflict'),
];

export const insertReplay = (stream: AuditStream, { number, scope, from }: Replay): Change<'conflict'> =>
  insert(
    {
      ...auditStreamReplayKey(stream.id, number),
      number,
      scope,
      index: 'index' in from ? from.index : undefined,
      time_ms: 'timeMs' in from ? from.timeMs : undefined,
    },
    'conflict',
  );

/** The last replay after `seen` that concerns the log, if there is one. */
export async function lastReplay(streamId: string, scope: string, seen: number): Promise<Replay | undefined> {
  const rows = await queryAllRows('IDENTITY_TABLE', auditStreamPk(streamId), { prefix: 'REPLAY#' });
  const last = rows.findLast((row) => (row.number as number) > seen && (row.scope ?? scope) === scope);
  if (!last) return undefined;
  const from = last.index === undefined ? { timeMs: last.time_ms as number } : { index: last.index as number };
  return { number: last.number as number, scope: last.scope as string | undefined, from };
}
