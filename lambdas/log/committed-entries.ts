/** Reads what is archived of a log in the order of its index, by whatever lists and reads its objects. */
import { padded, parseLine, parseSegmentPath, type SegmentLine, segmentLines } from './segment.ts';

/** Entries that lie one after the other in the log, from `first`; never empty. */
export interface CommittedEntries {
  readonly first: number;
  readonly lines: readonly SegmentLine[];
}

export interface CommittedReaders {
  /** Paths under `prefix` that sort after `after`, in order. */
  listLocked(scope: string, prefix: string, after: string): AsyncIterable<string>;
  readLocked(scope: string, path: string): Promise<Uint8Array | undefined>;
}

/** How far before an index its segment may begin: most batches, then the largest, then the whole log. */
const LOOK_BACK = [5_000, 50_000, Number.POSITIVE_INFINITY];

/** Where the listing begins so that it holds the segment of the index `from`. */
async function startOf({ listLocked }: CommittedReaders, scope: string, from: number): Promise<string> {
  for (const back of LOOK_BACK) {
    const after = `segments/${padded(Math.max(0, from - back))}`;
    for await (const path of listLocked(scope, 'segments/', after)) {
      if ((parseSegmentPath(path)?.first ?? from + 1) <= from) return after;
      break;
    }
  }
  return 'segments/';
}

/**
 * The entries from the index `from`, a segment at a time. Ends where the archive does, or at a segment that is not put
 * yet.
 */
export async function* readEntries(
  readers: CommittedReaders,
  scope: string,
  from: number,
): AsyncGenerator<CommittedEntries> {
  let next = from;
  for await (const path of readers.listLocked(scope, 'segments/', await startOf(readers, scope, from))) {
    const name = parseSegmentPath(path);
    if (!name || name.first + name.count <= next) continue;
    const bytes = name.first <= next ? await readers.readLocked(scope, path) : undefined;
    if (!bytes) return;
    const lines = segmentLines(bytes)
      .slice(next - name.first)
      .map(parseLine);
    yield { first: next, lines };
    next = name.first + name.count;
  }
}
