/** Verifies one log: signatures, then one walk over all its segments through every check. Memory stays flat. */
import { leafHash } from '../../lambdas/log/merkle.ts';
import type { NoteKey } from '../../lambdas/log/note.ts';
import { chainSegment, parseLine, sha256Hex } from '../../lambdas/log/segment.ts';
import type { Check } from './check.ts';
import { checkEntries, type MarkedRow } from './checks/entries.ts';
import { checkRoots } from './checks/roots.ts';
import { checkSeals, missingSeals } from './checks/seals.ts';
import { checkSignatures, type KeptNote, readFolderKeys } from './checks/signatures.ts';
import { checkTiles } from './checks/tiles.ts';
import { Difference, reasonOf } from './difference.ts';
import { type LogFiles, readLogFile, type SegmentFile } from './log-files.ts';
import { unpackLines } from './unpack.ts';

export interface LogReport {
  readonly log: string;
  readonly origin: string;
  readonly entries: number;
  /** Entries that the newest checkpoint covers; those after it are chained but not signed yet. */
  readonly signed: number;
  readonly checkpoints: number;
  readonly seals: number;
  /** Days, yyyy-mm-dd, on which the log was there and has no seal here. */
  readonly missingSeals: readonly string[];
  /** Of all entries, base64. */
  readonly root: string;
  /** Next seq of each lane. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly content: {
    readonly events: number;
    readonly publicBlocks: number;
    /** Committed; their content is withheld, or erased with its key. */
    readonly sealedBlocks: number;
  };
  /** Rows that the archiver could not read or did not find. */
  readonly marked: readonly MarkedRow[];
}

/** The lines of a segment. @throws Difference at the first that is not one. */
function* linesOf(file: string, bytes: Buffer, { first, count }: SegmentFile) {
  let index = first;
  try {
    for (const text of unpackLines(bytes)) {
      const line = parseLine(text);
      if (line.index !== index) throw new Error(`a line of index ${line.index} stands here`);
      yield line;
      index++;
    }
  } catch (error) {
    throw new Difference(file, index, reasonOf(error));
  }
  if (index !== first + count) throw new Difference(file, index, `it has ${index - first} lines, not ${count}`);
}

/** A segment whose bytes are not those of its name is the culprit, whatever check found it. */
function blaming(file: string, { first, sha256 }: SegmentFile, bytes: Buffer, walk: () => void): void {
  if (sha256Hex(bytes) === sha256) {
    walk();
    return;
  }
  const changed = 'its bytes are not those that its name tells';
  try {
    walk();
  } catch (error) {
    throw error instanceof Difference ? new Difference(file, error.index, `${changed}: ${error.message}`) : error;
  }
  throw new Difference(file, first, changed);
}

export interface LogOptions {
  /** Trusted keys; those in the folder are taken when there are none. */
  readonly keys: readonly NoteKey[] | undefined;
  readonly kept: readonly KeptNote[];
  /** When each object was written, by its key, where the bucket's listing is here. */
  readonly written?: ReadonlyMap<string, string> | undefined;
  readonly onProgress: (entries: number) => void;
}

export function verifyLog(files: LogFiles, { keys, kept, written, onProgress }: LogOptions): LogReport {
  const signed = checkSignatures(files, keys ?? readFolderKeys(files), kept);
  const newest = signed.checkpoints.at(-1);
  if (!newest) throw new Difference(`${files.name}/checkpoints`, 0, 'no checkpoint: nothing here is signed');

  let chain = '';
  const entries = checkEntries(signed.scope);
  const roots = checkRoots(signed);
  const seals = checkSeals(signed, { lanes: entries.lanes, segments: () => chain });
  const checks: Check[] = [checkTiles(files, newest.size), entries, roots, seals];
  let size = 0;
  for (const segment of files.segments) {
    const file = `${files.name}/${segment.path}`;
    if (segment.first !== size)
      throw new Difference(file, Math.min(size, segment.first), `entry ${size} should follow`);
    const bytes = readLogFile(files, segment.path, size);
    chain = chainSegment(chain, segment.path);
    blaming(file, segment, bytes, () => {
      for (const line of linesOf(file, bytes, segment)) {
        const leaf = Buffer.from(line.leaf, 'utf8');
        const entry = { index: size, file, line, leaf, hash: leafHash(leaf) };
        for (const check of checks) check.entry?.(entry);
        size++;
        for (const check of checks) check.reached?.(size);
      }
    });
    onProgress(size);
  }
  for (const check of checks) check.end?.(size);
  return {
    log: files.name,
    origin: signed.origin,
    entries: size,
    signed: newest.size,
    checkpoints: signed.checkpoints.length,
    seals: signed.seals.length,
    missingSeals: missingSeals([...files.seals.keys()], written?.get(newest.file)?.slice(0, 10)),
    root: roots.root().toString('base64'),
    lanes: Object.fromEntries([...entries.lanes].map(([lane, { seq }]) => [String(lane), seq + 1])),
    content: entries.content,
    marked: entries.marked,
  };
}
