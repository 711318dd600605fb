/**
 * A person's habits: from what and where they sign in, and when. What a sign-in adds to them is worth a write only where
 * it is new, or an hour has passed: one that is like the last ones costs nothing (performance.md, P4).
 */
import type { Coordinates } from './geography.ts';

/** What a sign-in shows of itself. A member that is `undefined` is not known here. */
export interface Arrival {
  readonly atMs: number;
  /** `deviceOf`. */
  readonly device: string;
  readonly agent: string | undefined;
  /** `blockOf`. */
  readonly block: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined;
  readonly coordinates: Coordinates | undefined;
  readonly torExit: boolean | undefined;
  readonly dataCentre: boolean | undefined;
  readonly knownBad: boolean | undefined;
  /** How often somebody tried to be this person in these minutes, where that was counted. */
  readonly attempts: number | undefined;
  /** `none` where the proof was no password. */
  readonly password: 'none' | 'breached' | 'not_breached' | undefined;
}

export interface Habits {
  /** Newest first, each of them. */
  readonly devices: readonly string[];
  readonly blocks: readonly string[];
  readonly countries: readonly string[];
  readonly lastMs: number;
  /** Of the last sign-in whose place was known, with the time of that one. */
  readonly place: (Coordinates & { readonly atMs: number }) | undefined;
  /** Of 24 hours in UTC, how many sign-ins, old ones fading. */
  readonly hours: readonly number[];
  /** When something was new or suspicious lately, milliseconds. */
  readonly unusualMs: readonly number[];
}

const KEPT = { devices: 8, blocks: 16, countries: 8, unusual: 6 } as const;
const STALE_MS = 3_600_000;
/** Beyond this many sign-ins all hours are halved, so that a new shift becomes usual. */
const HOURS_KEPT = 200;

export const hourOf = (atMs: number): number => Math.floor(atMs / 3_600_000) % 24;

const remember = (known: readonly string[], one: string | undefined, kept: number): readonly string[] =>
  one === undefined ? known : [one, ...known.filter((other) => other !== one)].slice(0, kept);

function count(hours: readonly number[], hour: number): number[] {
  const next = hours.map((times, index) => (index === hour ? times + 1 : times));
  const all = next.reduce((sum, times) => sum + times, 0);
  return all > HOURS_KEPT ? next.map((times) => Math.floor(times / 2)) : next;
}

const NONE: Habits = {
  devices: [],
  blocks: [],
  countries: [],
  lastMs: 0,
  place: undefined,
  hours: Array.from({ length: 24 }, () => 0),
  unusualMs: [],
};

const isNew = (known: readonly string[], one: string | undefined): boolean => one !== undefined && !known.includes(one);

/** The habits after a sign-in that became a session; `undefined` where that is not worth a write. */
export function learn(habits: Habits | undefined, arrival: Arrival): Habits | undefined {
  const { devices, blocks, countries, lastMs, place, hours, unusualMs } = habits ?? NONE;
  const { atMs, device, block, country, coordinates } = arrival;
  const unusual = isNew(devices, device) || isNew(blocks, block) || isNew(countries, country);
  if (!unusual && atMs - lastMs < STALE_MS) return undefined;
  return {
    devices: remember(devices, device, KEPT.devices),
    blocks: remember(blocks, block, KEPT.blocks),
    countries: remember(countries, country, KEPT.countries),
    lastMs: atMs,
    place: coordinates ? { ...coordinates, atMs } : place,
    hours: count(hours, hourOf(atMs)),
    unusualMs: (unusual && habits ? [atMs, ...unusualMs] : unusualMs).slice(0, KEPT.unusual),
  };
}

/** The habits after an attempt that was asked for more or refused: nothing of it becomes usual. */
export const noteAttempt = (habits: Habits, { atMs }: Arrival): Habits => ({
  ...habits,
  unusualMs: [atMs, ...habits.unusualMs].slice(0, KEPT.unusual),
});
