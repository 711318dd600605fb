/** How events are read where they lie: rows of the audit table by their place, by id through the index, along a lane. */
import { getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { BY_ID, eventShards, LANES, lanePk, laneRegistryKey } from '../shared/table.ts';
import { CLOCK_SLACK_MS, type EventRecord } from './event-query.ts';
import { leafOf, recordOf } from './event-record.ts';
import type { Posting } from './intersect.ts';
import { readHead } from './lane-store.ts';
import { parseSeq, SEQ_MAX } from './leaf.ts';

/** Events that one read gives at most. */
const ROUND = 100;
/** Organizations have one lane (`commit.ts`). */
const LANE = 0;

const isSeq = (sk: unknown): sk is number => parseSeq(String(sk)) !== undefined;

/** Below the last row of a page. A key between two seqs has no exact number, so it is rounded down to its seq. */
function edgeBelow(sk: unknown, edge: number): number {
  const floor = Math.floor(Number(sk));
  const next = Number(sk) === floor ? floor : floor + 0.5;
  return next < edge ? next : floor;
}

const newestFirst = (a: Posting, b: Posting): number => (a.id < b.id ? 1 : -1);

/** Of these places, in their order; `undefined` where the row is no event, `gone` where there is none any more. */
export async function readPlaces(places: readonly Posting[]): Promise<(EventRecord | 'gone' | undefined)[]> {
  const rows = await getRows(
    'AUDIT_TABLE',
    places.map(({ at, seq }) => ({ pk: at, sk: seq })),
  );
  return rows.map((row) => (row ? recordOf(row) : 'gone'));
}

/**
 * Where the events of a project lie, newest first, of all its organizations too. Ids alone: an event is read by its
 * place. Rows whose key is no seq are left out.
 * @param before an event id: only what is older.
 * @param from an event id: that one, and only what is newer.
 * @param round about how many the caller will look at.
 */
export async function* projectPlaces(
  projectId: string,
  before: string,
  from: string,
  round: number,
): AsyncGenerator<Posting[]> {
  for (let edge = before; ; ) {
    const shards = await Promise.all(
      eventShards(projectId).map((shard) =>
        queryRows('AUDIT_TABLE', shard, {
          index: BY_ID,
          between: [from, edge],
          reverse: true,
          // And the edge itself, which lies in one of them.
          limit: Math.ceil(Math.min(round, ROUND) / 4) + 1,
        }),
      ),
    );
    const ends = shards.flatMap(({ rows, more }) => (more ? [String(rows.at(-1)?.id)] : []));
    const seenByAll = ends.sort().at(-1) ?? '';
    const rows = shards.flatMap((shard) => shard.rows).filter(({ id }) => String(id) >= seenByAll && id !== edge);
    yield rows.flatMap(placeOf).sort(newestFirst);
    const ids = rows.map(({ id }) => String(id)).sort();
    if (ends.length === 0 || ids[0] === undefined) return;
    edge = ids[0];
  }
}

const placeOf = ({ pk, sk, id }: Row): Posting[] => (isSeq(sk) ? [{ id: String(id), at: String(pk), seq: sk }] : []);

/** Where the events of one shard of a project lie, oldest first, from an id to another. */
export async function placesBetween(shard: string, from: string, through: string, limit: number) {
  const { rows, more } = await queryRows('AUDIT_TABLE', shard, { index: BY_ID, between: [from, through], limit });
  return { places: rows.flatMap(placeOf), more, last: rows.at(-1)?.id as string | undefined };
}

/** Whether there is such a lane: it is registered with its first event, so a row that lies elsewhere is no event. */
export const isLane = async (at: string): Promise<boolean> =>
  (await getRow('LANES_TABLE', { pk: LANES, sk: at })) !== undefined;

/** The project of a scope, as its first event registered it; also of an organization that was deleted. */
export async function projectOfScope(scope: string, lane = LANE): Promise<string | undefined> {
  const row = await getRow('LANES_TABLE', laneRegistryKey(scope, lane));
  return row?.project as string | undefined;
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

/** Whether the organization's lane has a row behind this seq. */
export async function hasNewer(organizationId: string, seq: number): Promise<boolean> {
  const { rows } = await queryRows('AUDIT_TABLE', lanePk(organizationId, LANE), { after: seq, limit: 1 });
  return rows.length > 0;
}

/**
 * An organization's events along its lane, newest first.
 * @param before a seq: only what is older. Without it, from the newest.
 * @param after a seq: only what is newer.
 */
export async function* organizationEvents(
  organizationId: string,
  before: number | undefined,
  after: number,
): AsyncGenerator<EventRecord[]> {
  for (let edge = before ?? SEQ_MAX + 1; ; ) {
    const { rows, more } = await queryRows('AUDIT_TABLE', lanePk(organizationId, LANE), {
      before: edge,
      reverse: true,
      limit: ROUND,
    });
    const newer = rows.filter(({ sk }) => Number(sk) > after);
    yield newer.flatMap((row) => recordOf(row) ?? []);
    edge = edgeBelow(rows.at(-1)?.sk, edge);
    if (!more || newer.length < rows.length || !(edge > 0)) return;
  }
}
