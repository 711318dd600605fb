/**
 * What is archived of a log, read in the order of its index. Whoever follows a log (SIEM streams, the search index) keeps
 * the index that it reached as its cursor, and begins there again: the stream of heads is only a doorbell.
 */
import { listLocked, readLocked } from './archive-store.ts';
import { type CommittedEntries, readEntries } from './committed-entries.ts';

export type { CommittedEntries } from './committed-entries.ts';

/**
 * The entries from the index `from`, a segment at a time. Ends where the archive does, or at a segment that is not put
 * yet.
 */
export const readCommitted = (scope: string, from: number): AsyncGenerator<CommittedEntries> =>
  readEntries({ listLocked, readLocked }, scope, from);
