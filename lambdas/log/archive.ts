/**
 * Rules of the archiver: from the log head, the edge of the tree and the rows of the lanes to a plan. Pure, so that
 * every run over the same rows gives the same bytes (audit-log.md §4, steps 2 and 3).
 */
import { canonical } from '../audit/leaf.ts';
import type { Edge, LogObject } from './edge.ts';
import {
  type Entry,
  type Item,
  type Judged,
  judgeGap,
  judgeLate,
  judgeRow,
  LANE_START,
  type LaneCursor,
  type LanePlace,
} from './lane-row.ts';
import { type BareLeaf, chainSegment, makeSegment } from './segment.ts';
import { type Incident, type LaneBatch, packStaging, type Staging } from './staging.ts';

/** The state of a scope's log: the one mutable row, replaced only where its version is as expected. */
export interface LogHead {
  readonly scope: string;
  /** What the log calls itself in checkpoints; fixed when the log begins. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Hashes of the compact range, largest subtree first. */
  readonly frontier: readonly Uint8Array[];
  readonly lanes: Readonly<Record<string, LaneCursor>>;
  /** SHA-256 chain over the paths of all segments, which daily seals sign: it binds every archived byte. */
  readonly segments: string;
  /** Name of the staging bundle that brought the log to this size. */
  readonly staged?: string | undefined;
  /** Whether that bundle's objects are still to be put. */
  readonly pending: boolean;
  /** The newest published checkpoint. */
  readonly signed?:
    | {
        readonly size: number;
        readonly atMs: number;
        /** The newest Ed25519 key, and the others that signed too. */
        readonly keyId: string;
        readonly others?: readonly string[];
      }
    | undefined;
  /** UTC day of the newest seal, yyyy-mm-dd. */
  readonly sealed?: string | undefined;
  readonly version: number;
}

export const newLog = (scope: string, origin: string, emptyRoot: Uint8Array): LogHead => ({
  scope,
  origin,
  size: 0,
  root: emptyRoot,
  frontier: [],
  lanes: {},
  segments: '',
  pending: false,
  version: 0,
});

/** A row as the table holds it; a gap up to the row before it; or a row that came into a gap that was passed. */
export type LaneRow =
  | { readonly seq: number; readonly item: Item }
  | { readonly through: number }
  | { readonly late: number; readonly item: Item };

export interface Plan {
  /** With the plan pending. */
  readonly head: LogHead;
  readonly staging: { readonly name: string; readonly bytes: Buffer };
  /** The tree after the plan; its `append` has been called. */
  readonly edge: Edge;
}

interface Sequenced {
  readonly lane: number;
  readonly seq: number;
  readonly entry: Entry;
  readonly time: number;
}

export const cursorOf = (head: LogHead, lane: number): LaneCursor => head.lanes[String(lane)] ?? LANE_START;

function judge(row: LaneRow, place: LanePlace, cursor: LaneCursor): Judged {
  if ('through' in row) return judgeGap(row.through, place, cursor);
  return 'late' in row ? judgeLate(row.late, row.item, place, cursor) : judgeRow(row.item, place, cursor);
}

/** Judges the rows of one lane in order, and tells where the lane stands after them. */
function followLane(head: LogHead, lane: number, rows: readonly LaneRow[]): { list: Sequenced[]; cursor: LaneCursor } {
  const place = { scope: head.scope, lane };
  let cursor = cursorOf(head, lane);
  let time = 0;
  const list = rows.map((row) => {
    const seq = 'late' in row ? row.late : cursor.seq + 1;
    const judged = judge(row, place, cursor);
    cursor = judged.next;
    time = judged.time ?? time;
    return { lane, seq, entry: judged.entry, time };
  });
  return { list, cursor };
}

/** Merges lanes by (time, lane, seq), never reordering a lane: its rows may carry times that go backwards. */
function mergeLanes(lanes: readonly (readonly Sequenced[])[]): Sequenced[] {
  const heads = lanes.map((list) => ({ list, at: 0 }));
  const merged: Sequenced[] = [];
  for (;;) {
    let best: Sequenced | undefined;
    let from: { at: number } | undefined;
    for (const head of heads) {
      const row = head.list[head.at];
      if (!row || (best && (best.time - row.time || best.lane - row.lane) <= 0)) continue;
      best = row;
      from = head;
    }
    if (!best || !from) return merged;
    from.at++;
    merged.push(best);
  }
}

/** One batch for the run of each lane, and one for each late row, which lies outside its lane's run. */
function batchesOf(merged: readonly Sequenced[], firstIndex: number, segment: string): LaneBatch[] {
  const isRun = ({ entry }: Sequenced): boolean => entry.kind === 'event' || entry.type !== 'log.late_row';
  const runs = Map.groupBy(merged.filter(isRun), ({ lane }) => lane);
  const late = merged.filter((one) => !isRun(one)).map(({ lane, seq }) => ({ lane, firstSeq: seq, count: 1 }));
  return [...runs]
    .map(([lane, list]) => ({ lane, firstSeq: list[0]?.seq ?? 0, count: list.length }))
    .concat(late)
    .sort((a, b) => a.lane - b.lane || a.firstSeq - b.firstSeq)
    .map((batch) => ({ ...batch, firstIndex, segment }));
}

function incidentsOf(scope: string, merged: readonly Sequenced[], firstIndex: number): Incident[] {
  return merged.flatMap(({ entry, lane, seq }, i) => {
    if (entry.kind === 'event') return [];
    const { type } = entry;
    return [{ type, scope, lane, seq, index: firstIndex + i, reason: entry.reason }];
  });
}

/** Names the log once and for all; the first object of its folder. */
const metaObject = ({ origin, scope }: Pick<LogHead, 'origin' | 'scope'>): LogObject => ({
  path: 'meta.json',
  bytes: Buffer.from(`${canonical({ v: 1, scope, origin, hash: 'SHA-256', tree: 'RFC 6962' })}\n`),
});

/** What a plan brings beside its entries. */
interface Beside extends Pick<Staging, 'incidents' | 'listed'> {
  readonly lanes: LogHead['lanes'];
  batches(segment: string): LaneBatch[];
}

/** `edge` is that of `head` and is grown by the entries, of which there is one at least. */
export function planEntries(head: LogHead, edge: Edge, entries: readonly (Entry | BareLeaf)[], beside: Beside): Plan {
  const { lanes, batches, incidents, listed } = beside;
  const segment = makeSegment(head.size, entries);
  const completed = entries.flatMap(({ leaf }) => edge.append(Buffer.from(leaf, 'utf8')));
  const staging = packStaging({
    locked: [...(head.size === 0 ? [metaObject(head)] : []), segment, ...completed],
    edge: edge.objects(),
    batches: batches(segment.path),
    incidents,
    ...(listed && { listed }),
  });
  const next: LogHead = {
    ...head,
    size: edge.size,
    root: edge.root(),
    frontier: [...edge.frontier],
    lanes,
    segments: chainSegment(head.segments, segment.path),
    staged: staging.name,
    pending: true,
    version: head.version + 1,
  };
  return { head: next, staging, edge };
}

/** `edge` is that of `head` and is grown. Rows of each lane follow its cursor. `undefined` when there are none. */
export function planBatch(head: LogHead, edge: Edge, rows: ReadonlyMap<number, readonly LaneRow[]>): Plan | undefined {
  const lanes = [...rows].sort(([a], [b]) => a - b).map(([lane, list]) => ({ lane, ...followLane(head, lane, list) }));
  const merged = mergeLanes(lanes.map(({ list }) => list));
  if (merged.length === 0) return undefined;
  const entries = merged.map(({ entry }) => entry);
  // A lane may be registered and have no row: a seal that named it would not be what the segments say.
  const begun = lanes.filter(({ cursor }) => cursor.seq >= 0);
  return planEntries(head, edge, entries, {
    lanes: { ...head.lanes, ...Object.fromEntries(begun.map(({ lane, cursor }) => [String(lane), cursor])) },
    batches: (segment) => batchesOf(merged, head.size, segment),
    incidents: incidentsOf(head.scope, merged, head.size),
  });
}
