/** Everything outside the archiver, one function for each call that may fail. The stores provide them; tests break them. */
import type { LaneRow, LogHead } from './archive.ts';
import type { Item } from './lane-row.ts';
import type { LaneBatch } from './staging.ts';

export interface LanePage {
  /** Dense from the seq asked for, or a gap and then nothing. */
  readonly rows: readonly LaneRow[];
  /** Rows whose key is no seq at all: nobody reads them, somebody wrote them. */
  readonly strangers: readonly Item[];
  /** Whether the lane goes on after this page. */
  readonly more: boolean;
}

export interface ArchivePorts {
  /** Strongly consistent. */
  readHead(scope: string): Promise<LogHead | undefined>;
  /** `false` when the stored version is not `expected`, which is 0 for a log that does not exist. */
  replaceHead(head: LogHead, expected: number): Promise<boolean>;
  /** May be repeated. */
  writeBatches(scope: string, batches: readonly LaneBatch[]): Promise<void>;
  /** Strongly consistent. */
  readLane(scope: string, lane: number, from: number): Promise<LanePage>;
  /** `false` when the path is taken. */
  createLocked(scope: string, path: string, bytes: Uint8Array): Promise<boolean>;
  readLocked(scope: string, path: string): Promise<Uint8Array | undefined>;
  /** Paths under `prefix` that sort after `after`, in order. */
  listLocked(scope: string, prefix: string, after: string): AsyncIterable<string>;
  writeStaging(scope: string, name: string, bytes: Uint8Array): Promise<void>;
  readStaging(scope: string, name: string): Promise<Uint8Array | undefined>;
  writeLive(scope: string, path: string, bytes: Uint8Array): Promise<void>;
  /** The log key's public half, raw, 32 bytes. */
  publicKey(): Promise<Buffer>;
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Tells a person. May be repeated. */
  report(subject: string, details: Readonly<Record<string, unknown>>): Promise<void>;
}
