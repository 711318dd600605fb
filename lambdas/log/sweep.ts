/**
 * Which logs a tick of the sweeper looks at. A deployment with few looks at all of them. One with many looks at those
 * that have new events, that were left unfinished, and at a sixtieth of all, so that none waits longer than an hour
 * whatever is wrong with the others' signs (docs/scale.md).
 */
import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';

/** Up to here a tick looks at all: some 3 reads a log and minute, 3 dollars a month. */
export const ALL_MAX = 200;
/** Beyond these the row would grow, and so all are looked at again. */
const UNFINISHED_MAX = 2_000;
const MINUTE_MS = 60_000;
/** Minutes in which each log is looked at once. */
const ROUND = 60;
/** How far an event's id may lie before its commit and its row in the index: retries, clocks, the index's own lag. */
const SLACK_MS = 3 * MINUTE_MS;
const TIME_LETTERS = 10;

/** What one tick leaves for the next. */
export interface SweepState {
  /** Up to when everything new was found. */
  readonly throughMs: number;
  /** Logs that failed, were not reached, or have entries that nobody has signed. */
  readonly unfinished: readonly string[];
}

const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS);

/** The minute of the hour in which a log is looked at whatever else. */
const slotOf = (scope: string): number => createHash('sha256').update(scope).digest().readUInt16BE() % ROUND;

/** Whether so much time has passed that all are due. A clock that went backwards counts as that. */
export const allDue = (state: SweepState | undefined, now: Date): boolean => {
  const passed = minuteOf(now.getTime()) - minuteOf(state?.throughMs ?? 0);
  return state === undefined || passed < 0 || passed >= ROUND;
};

/** The lowest id that an event can have which the tick before may have missed. */
export const oldestNewId = ({ throughMs }: SweepState): string =>
  `evt_${encodeTime(Math.max(0, throughMs - SLACK_MS), TIME_LETTERS)}`;

/** In the order in which they are looked at: what was left behind comes first. */
export function chooseScopes(
  all: readonly string[],
  { throughMs, unfinished }: SweepState,
  recent: ReadonlySet<string>,
  now: Date,
): string[] {
  const slots = new Set<number>();
  for (let minute = minuteOf(throughMs) + 1; minute <= minuteOf(now.getTime()); minute++) slots.add(minute % ROUND);
  const due = all.filter((scope) => recent.has(scope) || slots.has(slotOf(scope)));
  const known = new Set(all);
  return [...new Set([...unfinished.filter((scope) => known.has(scope)), ...due])];
}

/** @param now when the tick began. */
export const nextState = (unfinished: Iterable<string>, now: Date): SweepState => {
  const list = [...new Set(unfinished)];
  return list.length > UNFINISHED_MAX
    ? { throughMs: 0, unfinished: [] }
    : { throughMs: now.getTime(), unfinished: list };
};
