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
  /** Called for each entry, in order. */
  entry?(entry: WalkedEntry): void;
  /** Called after the entry that brought the log to `size`. */
  reached?(size: number): void;
  /** Called when there are no more entries. */
  end?(size: number): void;
}
