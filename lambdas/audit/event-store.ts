/** How the log is read: a project's events through the index by id, an organization's along its lane. */
import { getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { BY_ID, eventShard, eventShards, lanePk } from '../shared/table.ts';
import type { JsonObject } from './block.ts';
import { CLOCK_SLACK_MS, type EventRecord } from './event-query.ts';
import { readHead } from './lane-store.ts';
import type { Leaf } from './leaf.ts';

/** Events that one round reads at most; a round that is filtered afterwards reads this many. */
export const ROUND = 100;
/** Organizations have one lane (`commit.ts`). */
const LANE = 0;

function fromRow(row: Row): EventRecord {
  const leaf = JSON.parse(row.leaf as string) as Leaf;
  return {
    id: leaf.id,
    scope: leaf.scope,
    type: leaf.type,
    timeMs: leaf.time,
    public: JSON.parse(row.public as string) as JsonObject,
    blocks: (row.blocks ?? {}) as Record<string, Uint8Array>,
  };
}

const newestFirst = (a: Row, b: Row): number => (String(a.id) < String(b.id) ? 1 : -1);

/**
 * @param before an event id: only what is older. Without it, from the newest.
 * @param round about how many events the caller will look at.
 */
export async function* projectEvents(
  projectId: string,
  before: string | undefined,
  round: number,
): AsyncGenerator<EventRecord[]> {
  for (let edge = before; ; ) {
    const shards = await Promise.all(
      eventShards(projectId).map((shard) =>
        queryRows('AUDIT_TABLE', shard, {
          index: BY_ID,
          before: edge,
          reverse: true,
          limit: Math.ceil(Math.min(round, ROUND) / 4),
        }),
      ),
    );
    const ends = shards.flatMap(({ rows, more }) => (more ? [String(rows.at(-1)?.id)] : []));
    const seenByAll = ends.sort().at(-1) ?? '';
    const keys = shards
      .flatMap(({ rows }) => rows)
      .filter(({ id }) => String(id) >= seenByAll)
      .sort(newestFirst);
    const rows = await getRows(
      'AUDIT_TABLE',
      keys.map(({ pk, sk }) => ({ pk: String(pk), sk: Number(sk) })),
    );
    yield rows.flatMap((row) => (row ? [fromRow(row)] : []));
    edge = keys.at(-1)?.id as string | undefined;
    if (ends.length === 0 || edge === undefined) return;
  }
}

/** Whether the organization has a log in this project; true for a deleted organization too. */
export async function hasLog(projectId: string, organizationId: string): Promise<boolean> {
  const row = await getRow('AUDIT_TABLE', { pk: lanePk(organizationId, LANE), sk: 0 });
  return row !== undefined && row.idx === eventShard(projectId, String(row.id));
}

/** The seq of an event in an organization's lane; `undefined` when it is not there. */
export async function findSeq(projectId: string, organizationId: string, id: string): Promise<number | undefined> {
  const { rows } = await queryRows('AUDIT_TABLE', eventShard(projectId, id), { index: BY_ID, prefix: id, limit: 1 });
  const row = rows[0];
  return row?.pk === lanePk(organizationId, LANE) ? Number(row.sk) : undefined;
}

/** A seq of the lane beyond which everything is later than this; found by halving. */
export async function seqBeyond(organizationId: string, timeMs: number): Promise<number> {
  const pk = lanePk(organizationId, LANE);
  let [low, high] = [0, (await readHead(organizationId, LANE)).seq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await getRow('AUDIT_TABLE', { pk, sk: middle }, { eventual: true });
    if (row && fromRow(row).timeMs > timeMs + CLOCK_SLACK_MS) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * @param before a seq: only what is older. Without it, from the newest.
 * @param round about how many events the caller will look at.
 */
export async function* organizationEvents(
  organizationId: string,
  before: number | undefined,
  round: number,
): AsyncGenerator<EventRecord[]> {
  for (let edge = before; ; ) {
    const { rows, more } = await queryRows('AUDIT_TABLE', lanePk(organizationId, LANE), {
      before: edge,
      reverse: true,
      limit: Math.min(round, ROUND),
    });
    yield rows.map(fromRow);
    edge = rows.at(-1)?.sk as number | undefined;
    if (!more || edge === undefined) return;
  }
}
