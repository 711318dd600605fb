/** Events whose rows were removed from the audit table, read out of the locked archive by their place. */
import { readLocked } from '../log/archive-store.ts';
import { findBatch } from '../log/log-store.ts';
import { parseLine, segmentLines } from '../log/segment.ts';
import { scopeOfLanePk } from '../shared/table.ts';
import type { EventRecord } from './event-query.ts';
import { archivedEntry } from './event-record.ts';
import type { Posting } from './intersect.ts';

type Place = Pick<Posting, 'at' | 'seq'>;
type Segment = ReadonlyMap<string, EventRecord>;

const nameOf = (lane: number, seq: number): string => `${lane}#${seq}`;

async function readSegment(scope: string, path: string): Promise<Segment> {
  const bytes = await readLocked(scope, path);
  const entries = (bytes ? segmentLines(bytes) : []).map((line) => archivedEntry(parseLine(line)));
  return new Map(
    entries.flatMap((entry) => (entry?.record ? [[nameOf(entry.lane, entry.seq), entry.record] as const] : [])),
  );
}

/** Reads each segment once, however many of its events are asked for. */
export function archivedEvents(): (place: Place) => Promise<EventRecord | undefined> {
  const segments = new Map<string, Promise<Segment>>();
  return async ({ at, seq }) => {
    const scope = scopeOfLanePk(at);
    const lane = Number(at.slice(scope.length + 1));
    const batch = await findBatch(scope, lane, seq);
    if (!batch) return undefined;
    const key = `${scope}/${batch.segment}`;
    const segment = segments.get(key) ?? readSegment(scope, batch.segment);
    segments.set(key, segment);
    return (await segment).get(nameOf(lane, seq));
  };
}
