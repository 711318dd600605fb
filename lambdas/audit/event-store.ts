/** How the log is read: a project's events through the index by id, an organization's along its lane. */
import { getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { BY_ID, eventShard, eventShards, lanePk } from '../shared/table.ts';
import { commitment, type Json, type JsonObject } from './block.ts';
import { CLOCK_SLACK_MS, type EventRecord } from './event-query.ts';
import { readHead } from './lane-store.ts';
import { type Leaf, parseLeaf, parseSeq, SEQ_MAX } from './leaf.ts';

/** Events that one round reads at most; a round that is filtered afterwards reads this many. */
export const ROUND = 100;
/** Organizations have one lane (`commit.ts`). */
const LANE = 0;

const isSeq = (sk: unknown): sk is number => parseSeq(String(sk)) !== undefined;

/** Below the last row of a page. A key between two seqs has no exact number, so it is rounded down to its seq. */
function edgeBelow(sk: unknown, edge: number): number {
  const floor = Math.floor(Number(sk));
  const next = Number(sk) === floor ? floor : floor + 0.5;
  return next < edge ? next : floor;
}

/** The leaf of a row, where it names the place that the row has. */
function leafOf({ pk, sk, id, leaf: text }: Row): Leaf | undefined {
  const leaf = typeof text === 'string' ? parseLeaf(text) : undefined;
  return leaf && lanePk(leaf.scope, leaf.lane) === pk && leaf.seq === sk && leaf.id === id ? leaf : undefined;
}

/** None for a row that is no event of its place: somebody put it there, and the archiver reports it. */
function fromRow(row: Row): EventRecord[] {
  const leaf = leafOf(row);
  const open = typeof row.public === 'string' ? parseObject(row.public) : undefined;
  const blocks = (row.blocks ?? {}) as EventRecord['blocks'];
  if (!leaf || !open || !Object.values(blocks).every((block) => block instanceof Uint8Array)) return [];
  if (leaf.commitment !== commitment(String(row.public), blocks)) return [];
  return [{ id: leaf.id, scope: leaf.scope, type: leaf.type, timeMs: leaf.time, public: open, blocks }];
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
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
      keys.flatMap(({ pk, sk }) => (isSeq(sk) ? [{ pk: String(pk), sk }] : [])),
    );
    yield rows.flatMap((row) => (row ? fromRow(row) : []));
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
    const leaf = row && leafOf(row);
    if (leaf && leaf.time > timeMs + CLOCK_SLACK_MS) high = middle;
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
  for (let edge = before ?? SEQ_MAX + 1; ; ) {
    const { rows, more } = await queryRows('AUDIT_TABLE', lanePk(organizationId, LANE), {
      before: edge,
      reverse: true,
      limit: Math.min(round, ROUND),
    });
    yield rows.flatMap(fromRow);
    edge = edgeBelow(rows.at(-1)?.sk, edge);
    if (!more || !(edge > 0)) return;
  }
}
