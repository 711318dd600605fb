/** What the clean-up reads and writes, and which rows of one page of a lane may go: the archive is asked for each. */

import type { LogHead } from './archive.ts';
import { type ArchivedRow, readArchived } from './archived-row.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  type Candidate,
  cutoffOf,
  type Holds,
  judgeRow,
  judgeShown,
  type Kept,
  type Manifest,
  type Removable,
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
  /** Asked before each row that the archive is read for. */
  readonly keepGoing: () => boolean;
  /** Asked before each range that is removed: what was read for must not be read for in vain. */
  readonly keepRemoving: () => boolean;
  /** Fewer rows are left for later. */
  readonly least?: number;
}

const PAGE_ROWS = 1_000;
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

export interface Page {
  readonly removable: readonly Removable[];
  readonly kept: ReadonlyMap<Kept, number>;
  /** Where the next page begins; absent where everything beyond is younger, or there is nothing. */
  readonly next: number | undefined;
}

export async function planPage(
  ports: CleanUpPorts,
  work: CleanUp,
  lane: number,
  holds: Holds,
  from: number,
  last: number,
) {
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
    if (!work.keepGoing()) {
      next = undefined;
      break;
    }
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
