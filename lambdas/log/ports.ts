/** Everything outside the archiver, one function for each call that may fail. The stores provide them; tests break them. */
import type { LaneRow, LogHead } from './archive.ts';
import type { Gap } from './lane-row.ts';
import type { PublicHalf } from './note.ts';
import type { LaneBatch } from './staging.ts';

export interface LanePage {
  /** Dense from the seq asked for, or a gap and then nothing. */
  readonly rows: readonly LaneRow[];
  /** Whether the lane goes on after this page. */
  readonly more: boolean;
  /** Whether the lane ends before the row ahead of the seq asked for: it was archived, and now it is not there. */
  readonly behind: boolean;
  /** A row that stands alone behind a gap: the lane does not go on there. */
  readonly ahead?: number | undefined;
}

export interface ArchivePorts {
  /** Strongly consistent. */
  readHead(scope: string): Promise<LogHead | undefined>;
  /** `false` when the stored version is not `expected`, which is 0 for a log that does not exist. */
  replaceHead(head: LogHead, expected: number): Promise<boolean>;
  /** May be repeated. */
  writeBatches(scope: string, batches: readonly LaneBatch[]): Promise<void>;
  /** Up to `limit` rows, strongly consistent. */
  readLane(scope: string, lane: number, from: number, limit: number): Promise<LanePage>;
  /** The rows, up to `limit`, that lie between two seqs, both included. */
  readGap(scope: string, lane: number, gap: Gap, limit: number): Promise<readonly LaneRow[]>;
  /** `false` when the path is taken. */
  createLocked(scope: string, path: string, bytes: Uint8Array): Promise<boolean>;
  readLocked(scope: string, path: string): Promise<Uint8Array | undefined>;
  /** Paths under `prefix` that sort after `after`, in order. */
  listLocked(scope: string, prefix: string, after: string): AsyncIterable<string>;
  writeStaging(scope: string, name: string, bytes: Uint8Array): Promise<void>;
  readStaging(scope: string, name: string): Promise<Uint8Array | undefined>;
  writeLive(scope: string, path: string, bytes: Uint8Array): Promise<void>;
  /** The public halves of the keys that sign: the newest Ed25519 key, the one before it during a rotation, ML-DSA-44. */
  publicKeys(): Promise<readonly PublicHalf[]>;
  /** @param key its place among `publicKeys`. */
  sign(message: Uint8Array, key: number): Promise<Uint8Array>;
  /** Tells a person. May be repeated. */
  report(subject: string, details: Readonly<Record<string, unknown>>): Promise<void>;
}
