/**
 * The walk over the archive that scopes a breach. Each log is pinned to a signed checkpoint that covers the window; then
 * every entry up to its size is read, hashed and judged, and the root that the entries give must be the one that was
 * signed. So nothing was left out, and nothing put in: that is the proof of completeness. Pure; ports do what is outside.
 */

import type { CipherKey } from 'node:crypto';
import type { JsonObject } from '../audit/block.ts';
import { archivedEntry } from '../audit/event-record.ts';
import { type Leaf, parseLeaf } from '../audit/leaf.ts';
import type { CommittedEntries } from '../log/committed-entries.ts';
import { CompactRange, leafHash } from '../log/merkle.ts';
import type { SegmentLine } from '../log/segment.ts';
import {
  type Criteria,
  factsOf,
  happenedMs,
  isTold,
  judgeEvent,
  mayBeInvolved,
  networkTest,
  openedFor,
} from './criteria.ts';
import { type Findings, noteFound } from './findings.ts';

/** To what a log is held: its newest checkpoint, whose signature was checked. */
export interface Pin {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The signed note, verbatim, and the keys of the log in their one-line form. */
  readonly checkpoint: string;
  readonly keys: readonly string[];
}

export interface LogWalk {
  readonly scope: string;
  /** Absent until the log is pinned. */
  pin?: Pin | undefined;
  /** Index of the next entry, and the hashes over all entries before it (base64). */
  next: number;
  frontier: readonly string[];
  /** Whether the root was recomputed. */
  proven: boolean;
  /** Entries that were judged, because their time and type are asked for. */
  judged: number;
  involved: number;
  /** Events of customers' own systems that are asked for by address alone: of whoever acted there the log has none. */
  unplaced: number;
  /** Entries that are no event that can be read: markers, and content that is not what the leaf commits to. */
  unreadableCount: number;
  /** The first of them. */
  unreadable: number[];
}

export const newWalk = (scope: string): LogWalk => ({
  scope,
  next: 0,
  frontier: [],
  proven: false,
  judged: 0,
  involved: 0,
  unplaced: 0,
  unreadableCount: 0,
  unreadable: [],
});

export interface WalkPorts {
  /** `wait`: events of the window may not be archived or signed yet. `empty`: the log has no entry. */
  pin(scope: string, criteria: Criteria): Promise<Pin | 'wait' | 'empty'>;
  readCommitted(scope: string, from: number): AsyncIterable<CommittedEntries>;
  /** Unwrapped keys of these people; no entry for one that was destroyed. */
  keysOf(people: readonly string[]): Promise<ReadonlyMap<string, CipherKey>>;
}

/** More would not fit into one list; whoever asks narrows the window or names what is suspected. */
const INVOLVED_MOST = 150_000;
/** No more of a log are named; all are counted. */
const UNREADABLE_MOST = 1_000;

export type WalkFailure = 'log_differs' | 'archive_incomplete' | 'too_many_events';
export type Walked = 'proven' | 'waits' | 'time_is_up' | WalkFailure;

interface Judging {
  readonly criteria: Criteria;
  readonly findings: Findings;
  readonly isSuspect: (ip: string) => boolean;
  readonly late: boolean;
  /** Events that may be part of it; `INVOLVED_MOST` unless said otherwise. */
  readonly most?: number;
}

function noteUnreadable(walk: LogWalk, index: number): void {
  walk.unreadableCount++;
  if (walk.unreadable.length < UNREADABLE_MOST) walk.unreadable.push(index);
}

/** No event says that it is yet to happen; the clocks of servers may be ahead by as much. */
const AHEAD_MS = 10 * 60_000;

/** What is told later says in itself when it happened: of those that were told since the window began each is opened. */
const mayBeAskedFor = (criteria: Criteria, { time, type }: Pick<Leaf, 'time' | 'type'>): boolean =>
  isTold(type) && time >= criteria.startMs - AHEAD_MS
    ? mayBeInvolved(criteria, criteria.startMs, type)
    : mayBeInvolved(criteria, time, type);

/** What of the lines is asked for. A leaf whose time lies elsewhere need not be opened; all that is no leaf is. */
function candidatesIn(walk: LogWalk, lines: readonly SegmentLine[], criteria: Criteria) {
  return lines.flatMap((line) => {
    const leaf = line.row === undefined ? parseLeaf(line.leaf) : undefined;
    if (leaf && !mayBeAskedFor(criteria, leaf)) return [];
    const found = archivedEntry(line)?.record;
    const record = found && { ...found, timeMs: happenedMs(found) };
    if (!record) noteUnreadable(walk, line.index);
    return record && mayBeInvolved(criteria, record.timeMs, record.type) ? [{ index: line.index, record }] : [];
  });
}

async function judgeLines(ports: WalkPorts, walk: LogWalk, lines: readonly SegmentLine[], judging: Judging) {
  const { criteria, findings, isSuspect, late } = judging;
  const candidates = candidatesIn(walk, lines, criteria).map((one) => ({ ...one, facts: factsOf(one.record) }));
  walk.judged += candidates.length;
  const nothing: ReadonlyMap<string, JsonObject | undefined> = new Map();
  // Who is asked for by address is found in what is sealed; all others are judged by what is open.
  const open = criteria.networks.length > 0;
  const wanted = open
    ? candidates
    : candidates.filter(({ facts }) => judgeEvent(criteria, facts, isSuspect, nothing) === 'yes');
  const keys = await ports.keysOf([...new Set(wanted.flatMap(({ facts }) => facts.subjects))]);
  for (const { index, record, facts } of wanted) {
    const contents = new Map(facts.subjects.map((id) => [id, openedFor(record, id, keys.get(id))]));
    const involved = judgeEvent(criteria, facts, isSuspect, contents);
    if (involved === 'no') {
      if (isTold(record.type)) walk.unplaced++;
      continue;
    }
    walk.involved++;
    noteFound(findings, { log: walk.scope, index, record, facts, contents, involved }, criteria, late);
  }
}

const encoded = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('base64'));

/**
 * Goes on with one log from where it is. @param late whether the scope was complete before, so that what is found now
 * is told as late. The walk and the findings are changed together, a segment at a time.
 */
export async function walkLog(
  ports: WalkPorts,
  walk: LogWalk,
  { criteria, findings, late, most = INVOLVED_MOST }: Omit<Judging, 'isSuspect'>,
  keepGoing: () => boolean,
): Promise<Walked> {
  const pin = walk.pin ?? (await ports.pin(walk.scope, criteria));
  if (pin === 'wait') return 'waits';
  if (pin === 'empty') {
    walk.proven = true;
    return 'proven';
  }
  walk.pin = pin;
  const judging = { criteria, findings, late, isSuspect: networkTest(criteria.networks) };
  const range = new CompactRange(
    walk.next,
    walk.frontier.map((hash) => Buffer.from(hash, 'base64')),
  );
  if (walk.next < pin.size) {
    for await (const { first, lines } of ports.readCommitted(walk.scope, walk.next)) {
      const some = lines.slice(0, pin.size - walk.next);
      if (first !== walk.next || some.some(({ index }, i) => index !== walk.next + i)) return 'log_differs';
      for (const { leaf } of some) range.append(leafHash(leaf));
      await judgeLines(ports, walk, some, judging);
      walk.next += some.length;
      walk.frontier = encoded(range.hashes);
      if (findings.timeline.length > most) return 'too_many_events';
      if (walk.next >= pin.size) break;
      if (!keepGoing()) return 'time_is_up';
    }
    // The archive ended before the checkpoint does: something of it is not there.
    if (walk.next < pin.size) return 'archive_incomplete';
  }
  if (range.root().toString('base64') !== pin.root) return 'log_differs';
  walk.proven = true;
  return 'proven';
}
