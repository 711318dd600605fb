/** What each check of a walk over a log looks like. A check throws a Difference at the first entry that fails it. */
import type { SegmentLine } from '../../lambdas/log/segment.ts';

export interface WalkedEntry {
  readonly index: number;
  /** Path of the segment inside the copy. */
  readonly file: string;
  readonly line: SegmentLine;
  readonly leaf: Buffer;
  /** RFC 6962 hash of the leaf. */
  readonly hash: Buffer;
}

export interface Check {
  /** Called for each entry that is opened, in order: none of those that an earlier verification opened. */
  entry?(entry: WalkedEntry): void;
  /** Called for the hash of each leaf, in order; for an entry that is opened, after it. */
  leaf?(index: number, hash: Buffer): void;
  /** Called after the entry that brought the log to `size`. */
  reached?(size: number): void;
  /** Called when there are no more entries. */
  end?(size: number): void;
}
