/** Walks a log in the order of its index and holds each piece against the table; goes on where an earlier run stopped. */

import type { LogHead } from './archive.ts';
import { readArchived } from './archived-row.ts';
import { FIRST_REMOVABLE } from './clean-up.ts';
import type { CommittedEntries } from './committed-entries.ts';
import {
  comparePiece,
  type Finding,
  type LaneRange,
  move,
  type Piece,
  type Positions,
  rangesOf,
} from './completeness.ts';
import type { Item } from './lane-row.ts';
import type { LaneBatch } from './staging.ts';

export interface ReconcilePorts {
  readCommitted(scope: string, from: number): AsyncIterable<CommittedEntries>;
  /** Every row of the lane between two seqs, both included, by its key. @param eventual at half the price. */
  readRange(scope: string, lane: number, from: number, through: number, eventual: boolean): Promise<Map<string, Item>>;
  wasToBeRemoved(scope: string, lane: number, seq: number): Promise<boolean>;
  /** The first seq from this one on that no record of the clean-up names. */
  cleanedThrough(scope: string, lane: number, from: number): Promise<number>;
  firstSeq(scope: string, lane: number, from: number): Promise<number | undefined>;
  findBatch(scope: string, lane: number, seq: number): Promise<LaneBatch | undefined>;
  shardOf(projectId: string, eventId: string): string;
}

export interface Place {
  /** Of the next entry. */
  readonly index: number;
  readonly lanes: Positions;
}

export interface Walked {
  readonly next: Place;
  /** Whether the log's end was reached. */
  readonly done: boolean;
  readonly entries: number;
  readonly findings: readonly Finding[];
}

type Subject = Pick<Piece, 'scope' | 'entries' | 'ranges'> & { readonly projectId: string };

async function readRanges(ports: ReconcilePorts, scope: string, ranges: readonly LaneRange[], eventual: boolean) {
  const rows = new Map<number, Map<string, Item>>();
  for (const { lane, after, through, late } of ranges) {
    const found =
      through > after ? await ports.readRange(scope, lane, Math.max(after, 0), through, eventual) : new Map();
    for (const seq of late) {
      for (const [key, item] of await ports.readRange(scope, lane, seq, seq, eventual)) found.set(key, item);
    }
    rows.set(lane, found);
  }
  return rows;
}

async function compare(ports: ReconcilePorts, subject: Subject, eventual: boolean): Promise<Finding[]> {
  const { scope, entries, ranges, projectId } = subject;
  const rows = await readRanges(ports, scope, ranges, eventual);
  const gone = entries.filter(({ kind, lane, seq }) => kind !== 'missing' && !rows.get(lane)?.has(String(seq)));
  const removed = new Set<string>();
  for (const { lane, seq } of gone) if (await ports.wasToBeRemoved(scope, lane, seq)) removed.add(`${lane}#${seq}`);
  return comparePiece({
    ...subject,
    rows,
    wasToBeRemoved: (lane, seq) => removed.has(`${lane}#${seq}`),
    shardOf: (id) => ports.shardOf(projectId, id),
  });
}

/** Read at half the price first; whoever is accused is read again, strongly consistent. */
async function findIn(ports: ReconcilePorts, subject: Subject): Promise<Finding[]> {
  const first = await compare(ports, subject, true);
  return first.length === 0 ? first : compare(ports, subject, false);
}

/**
 * Where the rows begin that are still in the table. What lies before was removed, and the records of the clean-up must
 * name all of it.
 */
export async function beginning(ports: ReconcilePorts, { scope, lanes }: LogHead): Promise<Walked> {
  const findings: Finding[] = [];
  let index = Number.POSITIVE_INFINITY;
  for (const [name, { seq: last }] of Object.entries(lanes)) {
    const lane = Number(name);
    const first = await ports.firstSeq(scope, lane, FIRST_REMOVABLE);
    const batch = first === undefined || first > last ? undefined : await ports.findBatch(scope, lane, first);
    if (first === undefined || first === FIRST_REMOVABLE || !batch) {
      index = 0;
      continue;
    }
    index = Math.min(index, batch.firstIndex);
    const unnamed = await ports.cleanedThrough(scope, lane, FIRST_REMOVABLE);
    if (unnamed < first) findings.push({ kind: 'row_missing', scope, lane, seq: unnamed });
    else if (!(await ports.wasToBeRemoved(scope, lane, FIRST_REMOVABLE)))
      findings.push({ kind: 'row_missing', scope, lane, seq: FIRST_REMOVABLE });
  }
  const next = { index: Number.isFinite(index) ? index : 0, lanes: {} };
  return { next, done: false, entries: 0, findings };
}

/** @param head read before: all that it promises is in the archive, unless a plan of it is not finished. */
export async function reconcileLog(
  ports: ReconcilePorts,
  projectId: string,
  head: LogHead,
  from: Place,
  keepGoing: () => boolean,
): Promise<Walked> {
  const { scope } = head;
  const findings: Finding[] = [];
  let { index, lanes } = from;
  for await (const { lines } of ports.readCommitted(scope, index)) {
    const entries = lines.map(readArchived);
    const ranges = rangesOf(entries, lanes);
    findings.push(...(await findIn(ports, { scope, entries, ranges, projectId })));
    lanes = move(lanes, ranges);
    index += lines.length;
    if (!keepGoing()) break;
  }
  const ended = index >= head.size;
  // The generator ends where a segment is not there: before the head's size that is a hole.
  const stopped = !ended && !keepGoing();
  if (!ended && !stopped && !head.pending) findings.push({ kind: 'archive_gap', scope, index });
  for (const [lane, { seq }] of ended ? Object.entries(head.lanes) : []) {
    const at = lanes[lane];
    if (at !== undefined && at < seq) findings.push({ kind: 'lane_gap', scope, lane: Number(lane), seq: at + 1 });
  }
  return { next: { index, lanes }, done: !stopped, entries: index - from.index, findings };
}
