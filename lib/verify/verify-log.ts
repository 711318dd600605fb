/** Verifies one log: signatures, then one walk over all its segments through every check. Memory stays flat. */
import type { LaneCursor } from '../../lambdas/log/lane-row.ts';
import { leafHash } from '../../lambdas/log/merkle.ts';
import type { NoteKey } from '../../lambdas/log/note.ts';
import type { Seal } from '../../lambdas/log/seal.ts';
import { chainSegment } from '../../lambdas/log/segment.ts';
import type { Check, WalkedEntry } from './check.ts';
import { type Cleanup, checkCleanups } from './checks/cleanup.ts';
import { checkContent, type SubjectKeys } from './checks/content.ts';
import { checkDirectory, type ListedHead } from './checks/directory.ts';
import { checkEntries, type EntryCheck, type MarkedRow } from './checks/entries.ts';
import { checkRoots } from './checks/roots.ts';
import { checkSeals, missingSeals } from './checks/seals.ts';
import { checkSignatures, type KeptNote, type Signed, type SignedHead } from './checks/signatures.ts';
import { checkTiles } from './checks/tiles.ts';
import { Difference } from './difference.ts';
import { leafHashes } from './leaf-hashes.ts';
import { isDirectory, type LogFiles, type SegmentFile } from './log-files.ts';
import { walkSegment } from './segment-lines.ts';

export interface LogReport {
  readonly log: string;
  readonly origin: string;
  readonly entries: number;
  /** The first entry that was opened: of those before, signed by the seal of that day, the hashes alone were checked. */
  readonly openedFrom: number;
  /** Entries that the newest checkpoint covers; those after it are chained but not signed yet. */
  readonly signed: number;
  readonly checkpoints: number;
  /** Path inside the copy of the oldest and the newest checkpoint. */
  readonly oldest: string;
  readonly newest: string;
  /** Checkpoints that an ML-DSA-44 key signed too, under a key that is trusted. */
  readonly postQuantum: number;
  /** Checkpoints that were shown to a witness, and of these the key ids of witnesses whose signatures were checked. */
  readonly anchors: number;
  readonly witnessed: readonly string[];
  readonly seals: number;
  /** Days, yyyy-mm-dd, on which the log was there and has no seal here. */
  readonly missingSeals: readonly string[];
  /** Of all entries, base64. */
  readonly root: string;
  /** Next seq of each lane. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly content: EntryCheck['content'] & {
    /** Of the sealed blocks, those that were opened with a key that was given. */
    readonly openedBlocks: number;
  };
  /** Rows that the archiver could not read or did not find. */
  readonly marked: readonly MarkedRow[];
}

export interface VerifiedLog {
  readonly report: LogReport;
  /** What a directory says of other logs; empty for any other log. */
  readonly heads: readonly ListedHead[];
  /** Keys that the log's notes introduced. */
  readonly introduced: readonly NoteKey[];
}

export interface LogOptions {
  /** Trusted keys; those in the folder are taken when there are none. */
  readonly keys: readonly NoteKey[] | undefined;
  /** Keys that the directory introduced. */
  readonly handedOver: readonly NoteKey[];
  readonly kept: readonly KeptNote[];
  /** What the directory says of this log. */
  readonly listed: readonly SignedHead[];
  readonly cleanups: readonly Cleanup[];
  readonly subjectKeys: SubjectKeys;
  /** Day, yyyy-mm-dd: entries before its seal are not opened. */
  readonly since?: string | undefined;
  /** When each object was written, by its key, where the bucket's listing is here. */
  readonly written?: ReadonlyMap<string, string> | undefined;
  readonly onProgress: (entries: number) => void;
}

/** What an auditor stands on who has opened the entries before: the newest seal up to that day. */
function groundOf({ seals }: Signed, since: string | undefined): Seal | undefined {
  return since === undefined ? undefined : seals.filter(({ day }) => day <= since).at(-1);
}

interface Walker {
  readonly checks: readonly Check[];
  size: number;
}

/** An entry that is opened: through every check. */
function walkEntries(walker: Walker, files: LogFiles, segment: SegmentFile): void {
  const file = `${files.name}/${segment.path}`;
  walkSegment(files, segment, (line) => {
    const leaf = Buffer.from(line.leaf, 'utf8');
    const entry: WalkedEntry = { index: walker.size, file, line, leaf, hash: leafHash(leaf) };
    for (const check of walker.checks) {
      check.entry?.(entry);
      check.leaf?.(entry.index, entry.hash);
    }
    walker.size++;
    for (const check of walker.checks) check.reached?.(walker.size);
  });
}

/** An entry that is not opened: its hash alone. */
function passEntries(walker: Walker, files: LogFiles, segment: SegmentFile): void {
  for (const hash of leafHashes(files, segment)) {
    for (const check of walker.checks) check.leaf?.(walker.size, hash);
    walker.size++;
    for (const check of walker.checks) check.reached?.(walker.size);
  }
}

export function verifyLog(files: LogFiles, options: LogOptions): VerifiedLog {
  const { kept, listed, cleanups, subjectKeys, written } = options;
  const notes = checkSignatures(files, options.keys, kept, options.handedOver);
  const signed = { ...notes, kept: [...notes.kept, ...listed] };
  const oldest = signed.checkpoints[0];
  const newest = signed.checkpoints.at(-1);
  if (!oldest || !newest) throw new Difference(`${files.name}/checkpoints`, 0, 'no checkpoint: nothing here is signed');

  // What a directory says of other logs stands in all its entries.
  const ground = isDirectory(files.name) ? undefined : groundOf(signed, options.since);
  const openedFrom = ground?.size ?? 0;
  let chain = '';
  const directory = checkDirectory();
  const entries = checkEntries(signed.scope, ground?.lanes);
  const lanes: Map<number, LaneCursor> = entries.lanes;
  const roots = checkRoots(signed);
  const content = checkContent(subjectKeys);
  const walker: Walker = {
    size: 0,
    checks: [
      checkTiles(files, newest.size),
      isDirectory(files.name) ? directory : entries,
      roots,
      checkSeals(signed, { lanes, segments: () => chain }, openedFrom),
      checkCleanups(cleanups, lanes, new Set(files.checkpoints.keys()), openedFrom),
      content,
    ],
  };
  for (const segment of files.segments) {
    const { size } = walker;
    if (segment.first !== size) {
      const file = `${files.name}/${segment.path}`;
      throw new Difference(file, Math.min(size, segment.first), `entry ${size} should follow`);
    }
    chain = chainSegment(chain, segment.path);
    if (size < openedFrom) passEntries(walker, files, segment);
    else walkEntries(walker, files, segment);
    options.onProgress(walker.size);
  }
  for (const check of walker.checks) check.end?.(walker.size);
  const report: LogReport = {
    log: files.name,
    origin: signed.origin,
    entries: walker.size,
    openedFrom,
    signed: newest.size,
    checkpoints: signed.checkpoints.length,
    oldest: oldest.file,
    newest: newest.file,
    postQuantum: signed.postQuantum,
    anchors: files.anchors.length,
    witnessed: signed.witnessed,
    seals: signed.seals.length,
    missingSeals: missingSeals([...files.seals.keys()], written?.get(newest.file)?.slice(0, 10)),
    root: roots.root().toString('base64'),
    lanes: Object.fromEntries([...lanes].map(([lane, { seq }]) => [String(lane), seq + 1])),
    content: { ...entries.content, openedBlocks: content.opened.blocks },
    marked: entries.marked,
  };
  return { report, heads: directory.heads, introduced: signed.introduced };
}
