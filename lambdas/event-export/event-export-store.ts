/** How exports are stored: a row each, another while something is left to write, and links among the things that expire. */
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import {
  BY_PARENT,
  EVENT_EXPORTS_UNFINISHED,
  EXPIRES_AT,
  eventExportKey,
  eventExportsOf,
  eventExportUnfinishedKey,
  exportLinkKey,
  SUBJECT_EXPORTS_UNFINISHED,
} from '../shared/table.ts';
import type { EventExport, ExportLink, FileFormat } from './event-export.ts';

const fromRow = (row: Row): EventExport => ({
  id: row.id as string,
  projectId: row.project_id as string,
  format: row.format as EventExport['format'],
  filter: row.filter as EventExport['filter'],
  by: row.by as EventExport['by'],
  status: row.status as EventExport['status'],
  createdAt: row.created_at as string,
  completedAt: row.completed_at as string | undefined,
  events: row.events as number,
  bytes: row.bytes as number,
  after: row.after as string | undefined,
  runs: row.runs as number,
  idleRuns: row.idle_runs as number,
  claimedUntilMs: row.claimed_until_ms as number,
});

/** Of whatever project. */
export async function getExport(id: string): Promise<EventExport | undefined> {
  const row = await getRow('IDENTITY_TABLE', eventExportKey(id));
  return row && fromRow(row);
}

/** `undefined` for an export of another project too. */
export async function getExportOf(projectId: string, id: string): Promise<EventExport | undefined> {
  const one = await getExport(id);
  return one?.projectId === projectId ? one : undefined;
}

/** Two clocks write: each has its own list. */
const unfinished = (of: FileFormat): string =>
  of === 'bundle' ? SUBJECT_EXPORTS_UNFINISHED : EVENT_EXPORTS_UNFINISHED;

/** All of a kind that are being written in the deployment. */
export async function listUnfinished(of: FileFormat): Promise<Pick<EventExport, 'id' | 'projectId'>[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', unfinished(of), { index: BY_PARENT });
  return rows.map(({ id, project_id }) => ({ id: id as string, projectId: project_id as string }));
}

export async function countUnfinished(projectId: string, of: FileFormat): Promise<number> {
  const rows = await queryAllRows('IDENTITY_TABLE', unfinished(of), { index: BY_PARENT });
  return rows.filter((row) => row.project_id === projectId).length;
}

export const insertExport = (one: EventExport): Change<'conflict'>[] => [
  insert(
    {
      ...eventExportKey(one.id),
      id: one.id,
      parent: eventExportsOf(one.projectId),
      project_id: one.projectId,
      format: one.format,
      filter: one.filter,
      by: one.by,
      status: one.status,
      created_at: one.createdAt,
      events: one.events,
      bytes: one.bytes,
      runs: one.runs,
      idle_runs: one.idleRuns,
      claimed_until_ms: one.claimedUntilMs,
    },
    'conflict',
  ),
  insert(
    { ...eventExportUnfinishedKey(one.id), id: one.id, project_id: one.projectId, parent: unfinished(one.format) },
    'conflict',
  ),
];

/** Of all who would go on with it, one does. @param before as it was read. */
export const claimExport = (before: EventExport, claimed: EventExport): Change<'conflict'> =>
  update(
    eventExportKey(before.id),
    {
      runs: claimed.runs,
      idle_runs: claimed.idleRuns,
      events: claimed.events,
      after: claimed.after,
      claimed_until_ms: claimed.claimedUntilMs,
    },
    { status: 'running', runs: before.runs },
    'conflict',
  );

/** Leaves room for the next run at once. */
export const completeExport = (
  { id, runs }: EventExport,
  { events, bytes }: { events: number; bytes: number },
  now: Date,
): Change<'conflict'>[] => [
  update(
    eventExportKey(id),
    { status: 'completed', events, bytes, completed_at: now.toISOString() },
    { status: 'running', runs },
    'conflict',
  ),
  remove(eventExportUnfinishedKey(id), {}, 'conflict'),
];

export const failExport = ({ id, runs }: EventExport): Change<'conflict'>[] => [
  update(eventExportKey(id), { status: 'failed' }, { status: 'running', runs }, 'conflict'),
  remove(eventExportUnfinishedKey(id), {}, 'conflict'),
];

const LINKS = 'EPHEMERAL_TABLE';

export const insertExportLink = (link: ExportLink): Change<'conflict'> =>
  insert(
    {
      ...exportLinkKey(link.hash),
      hash: link.hash,
      project_id: link.projectId,
      export_id: link.exportId,
      status: link.status,
      expires_at_ms: link.expiresAtMs,
      [EXPIRES_AT]: Math.ceil(link.expiresAtMs / 1000),
    },
    'conflict',
    LINKS,
  );

/** Strongly consistent. `undefined` for a link of another project or export too. */
export async function getExportLink(
  projectId: string,
  exportId: string,
  hash: string,
): Promise<ExportLink | undefined> {
  const row = await getRow(LINKS, exportLinkKey(hash));
  if (row?.project_id !== projectId || row.export_id !== exportId) return undefined;
  return { hash, projectId, exportId, status: row.status as 'open', expiresAtMs: row.expires_at_ms as number };
}

/** Of all who open it at once, one uses it. */
export const useExportLink = ({ hash }: ExportLink): Change<'token_consumed'> =>
  update(exportLinkKey(hash), { status: 'used' }, { status: 'open' }, 'token_consumed', LINKS);
