/** Where an event lies, found by its id inside one project: in the audit table, or in the archive alone. */
import { parseLeaf } from '../audit/leaf.ts';
import { findIndexed } from '../audit/search-store.ts';
import { getRow, queryRows } from '../shared/aws/dynamodb.ts';
import { BY_ID, eventShard, scopeOfLanePk } from '../shared/table.ts';
import { findArchived } from './cleaned-store.ts';

export interface PlacedEvent {
  readonly scope: string;
  readonly lane: number;
  readonly seq: number;
  readonly leaf: string;
}

/** `undefined` for an event of another project, and for one whose leaf cannot be read. */
export async function findEvent(projectId: string, eventId: string): Promise<PlacedEvent | undefined> {
  const shard = eventShard(projectId, eventId);
  const { rows } = await queryRows('AUDIT_TABLE', shard, { index: BY_ID, prefix: eventId, limit: 1 });
  const [found] = rows;
  const row = found && (await getRow('AUDIT_TABLE', { pk: String(found.pk), sk: Number(found.sk) }));
  const text = typeof row?.leaf === 'string' ? row.leaf : await findCleaned(projectId, eventId);
  const leaf = text === undefined ? undefined : parseLeaf(text);
  if (text === undefined || leaf?.id !== eventId) return undefined;
  return { scope: leaf.scope, lane: leaf.lane, seq: leaf.seq, leaf: text };
}

/** The leaf of an event whose row the clean-up removed. */
async function findCleaned(projectId: string, eventId: string): Promise<string | undefined> {
  const place = await findIndexed(projectId, eventId);
  if (!place) return undefined;
  const scope = scopeOfLanePk(place.at);
  const archived = await findArchived(scope, Number(place.at.slice(scope.length + 1)), place.seq);
  return archived?.line.leaf;
}
