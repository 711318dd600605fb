/** Where in a log a time begins: the times of entries grow with their index, but for the clocks of their writers. */

import { CLOCK_SLACK_MS } from '../audit/event-query.ts';
import { parseLeaf } from '../audit/leaf.ts';
import { listLocked, readLocked } from '../log/archive-store.ts';
import { padded, parseLine, parseSegmentPath, type SegmentLine, segmentLines } from '../log/segment.ts';

/** How far back is looked first: most times that are asked for are recent. */
const LOOK_BACK = [5_000, 100_000, Number.POSITIVE_INFINITY];

interface Segment {
  readonly path: string;
  readonly first: number;
}

const timeOf = (line: SegmentLine): number => parseLeaf(line.leaf)?.time ?? 0;

async function linesOf(scope: string, { path }: Segment): Promise<SegmentLine[]> {
  const bytes = await readLocked(scope, path);
  if (!bytes) throw new Error(`${path} is not there yet`);
  return segmentLines(bytes).map(parseLine);
}

async function listFrom(scope: string, index: number): Promise<Segment[]> {
  const found: Segment[] = [];
  const after = index > 0 ? `segments/${padded(index)}` : 'segments/';
  for await (const path of listLocked(scope, 'segments/', after)) {
    const name = parseSegmentPath(path);
    if (name) found.push({ path, first: name.first });
  }
  return found;
}

/**
 * The first index that may be of this time: no later entry is older by more than clocks differ.
 * @param size of the log, which is also the answer where all of it is older.
 */
export async function findStart(scope: string, size: number, timeMs: number): Promise<number> {
  const wanted = timeMs - CLOCK_SLACK_MS;
  if (size === 0 || wanted <= 0) return 0;
  for (const back of LOOK_BACK) {
    const from = Math.max(0, size - back);
    const segments = await listFrom(scope, from);
    const [oldest] = segments;
    if (!oldest) {
      if (from === 0) return 0;
      continue;
    }
    const isWhole = oldest.first === 0;
    if (!isWhole && timeOf((await linesOf(scope, oldest))[0] ?? { index: 0, leaf: '' }) >= wanted) continue;
    return findWithin(scope, segments, size, wanted);
  }
  return 0;
}

/** Halves the segments by their first entry, then looks into the one before the first that begins late enough. */
async function findWithin(scope: string, segments: readonly Segment[], size: number, wanted: number): Promise<number> {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const segment = segments[middle];
    const [line] = segment ? await linesOf(scope, segment) : [];
    if (line && timeOf(line) >= wanted) high = middle;
    else low = middle + 1;
  }
  const within = segments[low - 1];
  if (!within) return segments[0]?.first ?? 0;
  const line = (await linesOf(scope, within)).find((one) => timeOf(one) >= wanted);
  return line?.index ?? segments[low]?.first ?? size;
}
