/** How far a log is behind: events that are not archived, entries that are not signed, followers that have not come. */
import { parseLeaf } from '../audit/leaf.ts';
import type { LogHead } from './archive.ts';

/** Something that waits: how many, and since when. */
export interface Waiting {
  readonly count: number;
  /** Milliseconds since 1970 of the oldest; absent where nothing waits, or where it does not tell. */
  readonly sinceMs?: number | undefined;
}

export interface LogLag {
  readonly scope: string;
  readonly size: number;
  readonly unarchived: Waiting;
  readonly unsigned: Waiting;
  /** Entries that the slowest follower has not read, by follower. */
  readonly followers: Readonly<Record<string, Waiting>>;
}

export interface Tail {
  readonly lane: number;
  /** Newest row of the lane in the table. */
  readonly seq: number;
}

/** Rows of the lane that no batch of the log has taken yet. */
export const waitingIn = (head: LogHead | undefined, { lane, seq }: Tail): number =>
  Math.max(0, seq - (head?.lanes[String(lane)]?.seq ?? -1));

export const timeOf = (leaf: string | undefined): number | undefined => parseLeaf(leaf ?? '')?.time;

export function together(all: readonly Waiting[]): Waiting {
  const times = all.flatMap(({ count, sinceMs }) => (count > 0 && sinceMs !== undefined ? [sinceMs] : []));
  const count = all.reduce((sum, one) => sum + one.count, 0);
  return { count, ...(times.length > 0 && { sinceMs: Math.min(...times) }) };
}

/** Whole seconds; 0 where nothing waits, or where the oldest is ahead of the clock. */
export const ageOf = ({ count, sinceMs }: Waiting, now: Date): number =>
  count === 0 || sinceMs === undefined ? 0 : Math.max(0, Math.floor((now.getTime() - sinceMs) / 1_000));

export interface LagTotals {
  readonly unarchived: Waiting;
  readonly unsigned: Waiting;
  readonly followers: Readonly<Record<string, Waiting>>;
}

export function totalOf(lags: readonly LogLag[]): LagTotals {
  const names = [...new Set(lags.flatMap(({ followers }) => Object.keys(followers)))].sort();
  const of = (name: string) => together(lags.flatMap(({ followers }) => followers[name] ?? []));
  return {
    unarchived: together(lags.map(({ unarchived }) => unarchived)),
    unsigned: together(lags.map(({ unsigned }) => unsigned)),
    followers: Object.fromEntries(names.map((name) => [name, of(name)])),
  };
}

/** The logs that are furthest behind, worst first. */
export function worstOf(lags: readonly LogLag[], now: Date, count: number): LogLag[] {
  const age = ({ unarchived, unsigned, followers }: LogLag): number =>
    Math.max(...[unarchived, unsigned, ...Object.values(followers)].map((one) => ageOf(one, now)));
  return lags
    .filter((lag) => age(lag) > 0)
    .sort((a, b) => age(b) - age(a))
    .slice(0, count);
}
