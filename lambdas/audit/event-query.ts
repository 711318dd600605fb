/** Reading the log: bounds, cursors and filters. The store gives events newest first, page after page. */
import { encodeTime } from 'ulid';
import { ID_PREFIXES, isId } from '../shared/ids.ts';
import type { JsonObject } from './block.ts';

/** An event as stored. */
export interface EventRecord {
  readonly id: string;
  readonly scope: string;
  readonly type: string;
  readonly timeMs: number;
  readonly public: JsonObject;
  readonly blocks: Readonly<Record<string, Uint8Array>>;
}

/** How far the time of an event may lie from its neighbours': requests take a while, and clocks differ. */
export const CLOCK_SLACK_MS = 60_000;
/** Once this many events were looked at, what was found is answered; a page without any may look at more. */
const SCAN_SOME = 1_000;
const SCAN_MOST = 10_000;

/** base64url of `<created_at>|<id>`, without padding (api.md). */
export const cursorOf = ({ id, timeMs }: Pick<EventRecord, 'id' | 'timeMs'>): string =>
  Buffer.from(`${new Date(timeMs).toISOString()}|${id}`).toString('base64url');

/** The event id in a cursor; `undefined` for anything that `cursorOf` does not make. */
export function readCursor(cursor: string): string | undefined {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const timeMs = Date.parse(time);
  return Number.isFinite(timeMs) && isId('event', id) && cursorOf({ id, timeMs }) === cursor ? id : undefined;
}

/** Ids below this one are of an earlier millisecond. */
export const firstIdOf = (timeMs: number): string => `${ID_PREFIXES.event}_${encodeTime(timeMs)}${'0'.repeat(16)}`;

export interface EventFilter {
  /** Empty: every type. */
  readonly types: readonly string[];
  /** Both inclusive, milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly limit: number;
}

export interface Found {
  readonly records: readonly EventRecord[];
  /** Where the next page begins; `undefined` when there is none. */
  readonly after: string | undefined;
}

/** @param pages newest first; read only as far as needed. */
export async function collectEvents(
  pages: AsyncIterable<readonly EventRecord[]>,
  { types, startMs, endMs, limit }: EventFilter,
): Promise<Found> {
  const records: EventRecord[] = [];
  const matches = ({ type, timeMs }: EventRecord) =>
    timeMs >= startMs && timeMs <= endMs && (types.length === 0 || types.includes(type));
  let scanned = 0;
  for await (const page of pages) {
    for (const record of page) {
      if (record.timeMs < startMs - CLOCK_SLACK_MS) return { records, after: undefined };
      if (!matches(record)) continue;
      const last = records.at(-1);
      if (last && records.length === limit) return { records, after: cursorOf(last) };
      records.push(record);
    }
    scanned += page.length;
    const last = page.at(-1);
    if (last && scanned >= (records.length > 0 ? SCAN_SOME : SCAN_MOST)) return { records, after: cursorOf(last) };
  }
  return { records, after: undefined };
}
