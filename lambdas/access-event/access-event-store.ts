/** How the ids of a customer's own events are stored: a row each, which is never replaced and never removed. */
import { getRows } from '../shared/aws/dynamodb.ts';
import { type Change, insert } from '../shared/change.ts';
import { accessEventKey, subjectKeyKey, userKey } from '../shared/table.ts';
import type { Known } from './access-event.ts';

/** Strongly consistent. Those of these ids that were taken before. */
export async function getKnown(projectId: string, clientIds: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  const rows = await getRows(
    'IDENTITY_TABLE',
    clientIds.map((clientId) => accessEventKey(projectId, clientId)),
  );
  return new Map(
    clientIds.flatMap((clientId, i) => {
      const row = rows[i];
      return row ? [[clientId, { clientId, eventId: row.event_id as string, hash: row.hash as string }]] : [];
    }),
  );
}

export const insertKnown = (projectId: string, { clientId, eventId, hash }: Known): Change<'conflict'> =>
  insert({ ...accessEventKey(projectId, clientId), event_id: eventId, hash }, 'conflict');

export interface Person {
  readonly wrappedKey: Uint8Array | undefined;
}

/** Users of the project among these, and the keys of their parts of the log; no key where it was erased. */
export async function getPeople(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  const distinct = [...new Set(ids)];
  const rows = await getRows(
    'IDENTITY_TABLE',
    distinct.flatMap((id) => [userKey(id), subjectKeyKey(id)]),
  );
  return new Map(
    distinct.flatMap((id, i) => {
      const [user, key] = [rows[2 * i], rows[2 * i + 1]];
      return user?.project_id === projectId ? [[id, { wrappedKey: key?.wrapped_key as Uint8Array | undefined }]] : [];
    }),
  );
}
