/** Reading the log: bounds and cursors. Ids of events begin with their time, so an id is a bound of both. */
import { decodeTime, encodeTime } from 'ulid';
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
  /** Canonical JSON, exactly as it was hashed. */
  readonly leaf?: string;
}

/** How far the time of an event may lie from its neighbours': requests take a while, and clocks differ. */
export const CLOCK_SLACK_MS = 60_000;

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
export const firstIdOf = (timeMs: number): string =>
  `${ID_PREFIXES.event}_${encodeTime(Math.max(0, timeMs))}${'0'.repeat(16)}`;

export const timeOfId = (id: string): number => decodeTime(id.slice(ID_PREFIXES.event.length + 1));

/** What follows an id in a list, whatever id that is. */
const BEHIND = '~';
/** Sorts behind the id, and before every other id that does. */
export const including = (id: string): string => `${id}${BEHIND}`;
/** Sort before and behind every event id. */
export const BEFORE_ALL: string = ID_PREFIXES.event;
export const BEHIND_ALL = including(ID_PREFIXES.event);

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The cursor of a page that begins below the bound: an id, or what `including` makes of one. */
export function cursorAt(bound: string): string {
  const id = bound.endsWith(BEHIND) ? following(bound.slice(0, -BEHIND.length)) : bound;
  return cursorOf({ id, timeMs: timeOfId(id) });
}

/** The next id that there could be: the bound that includes this one must be an id again on the wire. */
function following(id: string): string {
  const kept = id.replace(/Z+$/, '');
  const last = kept.at(-1) ?? '';
  const next = DIGITS[DIGITS.indexOf(last) + 1] ?? last;
  return `${kept.slice(0, -1)}${next}`.padEnd(id.length, '0');
}
