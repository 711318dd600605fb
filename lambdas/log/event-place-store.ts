/** Where an event lies in the audit table, found by its id inside one project. */
import { parseLeaf } from '../audit/leaf.ts';
import { getRow, queryRows } from '../shared/aws/dynamodb.ts';
import { BY_ID, eventShard } from '../shared/table.ts';

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
  const leaf = typeof row?.leaf === 'string' ? parseLeaf(row.leaf) : undefined;
  if (!leaf || leaf.id !== eventId) return undefined;
  return { scope: leaf.scope, lane: leaf.lane, seq: leaf.seq, leaf: String(row?.leaf) };
}
