/**
 * Cleans up one lane, or tells what would go. Each step may be the last: a manifest in the locked bucket, an event and a
 * record come before the first removal, and a later run finishes what they name, after asking every condition again.
 */

import type { LogHead } from './archive.ts';
import { cursorOf } from './archive.ts';
import { type ArchivedRow, readArchived } from './archived-row.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  type Candidate,
  cutoffOf,
  FIRST_REMOVABLE,
  type Holds,
  judgeRow,
  judgeShown,
  type Kept,
  LEAST_AT_ONCE,
  lastRemovable,
  type Manifest,
  manifestText,
  type Removable,
  runsOf,
} from './clean-up.ts';
import { proveInclusion, type SubtreeReader } from './merkle-proof.ts';
import { parseLine, segmentLines } from './segment.ts';
import type { LaneBatch } from './staging.ts';

/** A range of rows that was told to be removed, and by which object of the locked bucket. */
export interface Cleaned extends Pick<Manifest, 'scope' | 'lane' | 'from' | 'through'> {
  /** Key of the manifest. */
  readonly manifest: string;
}

/** Everything outside, one function for each call that may fail. */
export interface CleanUpPorts {
  readTail(scope: string, lane: number): Promise<{ readonly seq: number }>;
  /** Rows of the lane from one seq through another, up to `limit`, strongly consistent. */
  readRows(scope: string, lane: number, from: number, through: number, limit: number): Promise<readonly Candidate[]>;
  findBatch(scope: string, lane: number, seq: number): Promise<LaneBatch | undefined>;
  readLocked(scope: string, path: string): Promise<Uint8Array | undefined>;
  readTree(scope: string, size: number): SubtreeReader;
  readHolds(scope: string): Promise<Holds>;
  /** The first record that ends at `seq` or later. */
  findCleaned(scope: string, lane: number, seq: number): Promise<Cleaned | undefined>;
  /** Its key in the locked bucket. */
  keepManifest(text: string): Promise<string>;
  /** Writes the audit event. */
  tell(cleaned: Cleaned): Promise<void>;
  noteCleaned(cleaned: Cleaned): Promise<void>;
  /** `false` when there is no such row any more. */
  removeRow(scope: string, lane: number, row: Removable): Promise<boolean>;
  /** Tells a person once. */
  report(subject: string, details: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface CleanUp {
  readonly head: LogHead;
  /** Published, and its signature checked. */
  readonly checkpoint: Checkpoint;
  readonly now: Date;
  readonly hotRetentionDays: number;
  /** Only tells what would go. */
  readonly dryRun: boolean;
  readonly keepGoing: () => boolean;
  /** Fewer rows are left for later. */
  readonly least?: number;
}

export interface Outcome {
  /** Removed, or removable in a dry run. */
  readonly rows: number;
  readonly kept: Readonly<Partial<Record<Kept, number>>>;
  readonly ranges: readonly Cleaned[];
}

const PAGE_ROWS = 1_000;
const PARALLEL = 25;

/** The archive's copy of rows of one lane, a segment at a time. */
function archiveReader(ports: CleanUpPorts, scope: string, lane: number) {
  let batch: LaneBatch | undefined;
  let rows = new Map<number, ArchivedRow>();
  return async (seq: number): Promise<ArchivedRow | undefined> => {
    if (!batch || seq < batch.firstSeq || seq >= batch.firstSeq + batch.count) {
      batch = await ports.findBatch(scope, lane, seq);
      const bytes = batch && (await ports.readLocked(scope, batch.segment));
      const all = bytes ? segmentLines(bytes).map((text) => readArchived(parseLine(text))) : [];
      rows = new Map(all.filter((row) => row.lane === lane).map((row) => [row.seq, row]));
    }
    return rows.get(seq);
  };
}

interface Page {
  readonly removable: readonly Removable[];
  readonly kept: ReadonlyMap<Kept, number>;
  /** Where the next page begins; absent where everything beyond is younger, or there is nothing. */
  readonly next: number | undefined;
}

async function planPage(ports: CleanUpPorts, work: CleanUp, lane: number, holds: Holds, from: number, last: number) {
  const { head, checkpoint, now, hotRetentionDays } = work;
  const { scope } = head;
  const cutoffMs = cutoffOf(now.getTime(), hotRetentionDays);
  const rows = await ports.readRows(scope, lane, from, last, PAGE_ROWS);
  const archived = archiveReader(ports, scope, lane);
  const tree = ports.readTree(scope, checkpoint.size);
  const kept = new Map<Kept, number>();
  const keep = (why: Kept): void => {
    kept.set(why, (kept.get(why) ?? 0) + 1);
  };
  const removable: Removable[] = [];
  const end = rows.at(-1);
  let next = end && rows.length === PAGE_ROWS ? end.seq + 1 : undefined;
  for (const row of rows) {
    const early = judgeRow(row, cutoffMs, holds);
    if (!early.ok) {
      keep(early.error);
      if (early.error !== 'too_young') continue;
      next = undefined;
      break;
    }
    const found = await archived(row.seq);
    const covered = found && found.index < checkpoint.size;
    const path = covered ? await proveInclusion(found.index, checkpoint.size, tree) : [];
    const judged = judgeShown(row, found && { archived: found, path }, checkpoint);
    if (judged.ok) removable.push(judged.value);
    else keep(judged.error);
    if (!judged.ok && judged.error === 'differs' && !work.dryRun) {
      await ports.report('row differs from its archive', { scope, lane, seq: row.seq });
    }
  }
  return { removable, kept, next } satisfies Page;
}

const sameHolds = (a: Holds, b: Holds): boolean =>
  a.all === b.all && a.people.size === b.people.size && [...a.people].every((one) => b.people.has(one));

/** The rows of a run that one record names, and the record: one that is there already, or a new one. */
async function nameNext(ports: CleanUpPorts, { head, checkpoint, now }: CleanUp, lane: number, run: Run) {
  const [first] = run;
  const { scope } = head;
  const known = await ports.findCleaned(scope, lane, first.seq);
  if (known && known.from <= first.seq) return { through: known.through, cleaned: known };
  const through = Math.min(run.at(-1)?.seq ?? first.seq, (known?.from ?? Number.POSITIVE_INFINITY) - 1);
  const place = { scope, lane, from: first.seq, through };
  const manifest = manifestText({
    v: 1,
    ...place,
    first_index: first.index,
    checkpoint_size: checkpoint.size,
    time: now.getTime(),
  });
  const cleaned = { ...place, manifest: await ports.keepManifest(manifest) };
  await ports.tell(cleaned);
  await ports.noteCleaned(cleaned);
  return { through, cleaned };
}

type Run = readonly [Removable, ...Removable[]];

/** Ends early, and says so, where a hold came meanwhile: the next run asks it of every row. */
async function removeRun(ports: CleanUpPorts, work: CleanUp, lane: number, holds: Holds, run: Run) {
  const { scope } = work.head;
  const ranges: Cleaned[] = [];
  let removed = 0;
  for (let rest: Run | undefined = run; rest && work.keepGoing(); ) {
    const { through, cleaned } = await nameNext(ports, work, lane, rest);
    if (!sameHolds(holds, await ports.readHolds(scope))) return { removed, ranges, stopped: true };
    const rows: Removable[] = rest.filter(({ seq }) => seq <= through);
    for (let i = 0; i < rows.length; i += PARALLEL) {
      const gone = await Promise.all(rows.slice(i, i + PARALLEL).map((row) => ports.removeRow(scope, lane, row)));
      removed += gone.filter(Boolean).length;
    }
    ranges.push(cleaned);
    const [next, ...others]: Removable[] = rest.slice(rows.length);
    rest = next && [next, ...others];
  }
  return { removed, ranges, stopped: false };
}

/** Whether this many are worth a manifest, or a record names them already. */
async function worthIt(ports: CleanUpPorts, { head, least = LEAST_AT_ONCE }: CleanUp, lane: number, rows: Page) {
  const [first] = rows.removable;
  if (!first) return false;
  if (rows.removable.length >= least) return true;
  const known = await ports.findCleaned(head.scope, lane, first.seq);
  return known !== undefined && known.from <= first.seq;
}

/** @throws what a port threw; nothing is half done, and the next run takes it up. */
export async function cleanUpLane(ports: CleanUpPorts, work: CleanUp, lane: number): Promise<Outcome> {
  const { head, dryRun, keepGoing } = work;
  const holds = await ports.readHolds(head.scope);
  const last = lastRemovable(cursorOf(head, lane), (await ports.readTail(head.scope, lane)).seq);
  const kept: Partial<Record<Kept, number>> = {};
  const ranges: Cleaned[] = [];
  let count = 0;
  for (let from: number | undefined = FIRST_REMOVABLE; from !== undefined && from <= last && keepGoing(); ) {
    const page: Page = await planPage(ports, work, lane, holds, from, last);
    for (const [why, number] of page.kept) kept[why] = (kept[why] ?? 0) + number;
    from = page.next;
    if (dryRun) count += page.removable.length;
    else if (await worthIt(ports, work, lane, page)) {
      for (const run of runsOf(page.removable)) {
        const done = await removeRun(ports, work, lane, holds, run);
        count += done.removed;
        ranges.push(...done.ranges);
        if (done.stopped) return { rows: count, kept, ranges };
      }
    }
  }
  return { rows: count, kept, ranges };
}
