/**
 * What may be unusual about a sign-in, and how much each of it weighs: the table that `docs/risk.md` prints. A signal
 * whose data is not there is unknown, weighs nothing, and is named in the decision. Another weight or another meaning
 * is another version.
 */
import { automationOf } from './agent.ts';
import { isTooFar } from './geography.ts';
import { type Arrival, type Habits, hourOf } from './habits.ts';

export const SIGNALS_VERSION = 1;

/** Hours that a project calls its own night, in its own time zone: from one on the clock to before the other. */
export interface OffHours {
  /** IANA name. */
  readonly time_zone: string;
  readonly from_hour: number;
  readonly to_hour: number;
}

export interface Facts {
  readonly arrival: Arrival;
  /** `undefined` where the person never signed in. */
  readonly habits: Habits | undefined;
  /** Of the project, instead of the person's own usual hours. */
  readonly offHours: OffHours | undefined;
}

export type Reading = 'present' | 'absent' | 'unknown';

export interface Signal {
  readonly weight: number;
  /**
   * Whether it refuses a person who has just used a passkey. What differs from habit does not: they travel, buy a phone
   * and work at night, and a passkey cannot be phished.
   */
  readonly blocksPasskeys: boolean;
  readonly read: (facts: Facts) => Reading;
  /** For documents. */
  readonly means: string;
}

const reading = (known: boolean | undefined): Reading =>
  known === undefined ? 'unknown' : known ? 'present' : 'absent';

function impossibleTravel({ arrival, habits }: Facts): Reading {
  const { coordinates, atMs } = arrival;
  if (!coordinates || !habits?.place) return 'unknown';
  return reading(isTooFar(habits.place, coordinates, atMs - habits.place.atMs));
}

function unlike(known: readonly string[] | undefined, one: string | undefined): Reading {
  if (one === undefined || !known?.length) return 'unknown';
  return reading(!known.includes(one));
}

const MANY_ATTEMPTS = 5;
const MANY_UNUSUAL = 3;
const LATELY_MS = 15 * 60_000;

function velocity({ arrival, habits }: Facts): Reading {
  const { attempts, atMs } = arrival;
  if (attempts === undefined && !habits) return 'unknown';
  const unusual = habits?.unusualMs.filter((ms) => atMs - ms < LATELY_MS).length ?? 0;
  return reading((attempts ?? 0) >= MANY_ATTEMPTS || unusual >= MANY_UNUSUAL);
}

/** Fewer sign-ins do not tell which hours are usual. */
const HOURS_NEEDED = 20;

function unusualHour({ hours }: Habits, atMs: number): Reading {
  if (hours.reduce((sum, times) => sum + times, 0) < HOURS_NEEDED) return 'unknown';
  const near = [23, 0, 1].map((shift) => hours[(hourOf(atMs) + shift) % 24] ?? 0);
  return reading(near.every((times) => times === 0));
}

function hourIn(timeZone: string, atMs: number): number {
  const clock = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  return Number(clock.format(atMs));
}

function offHours({ arrival, habits, offHours: own }: Facts): Reading {
  if (!own) return habits ? unusualHour(habits, arrival.atMs) : 'unknown';
  const hour = hourIn(own.time_zone, arrival.atMs);
  const { from_hour: from, to_hour: to } = own;
  return reading(from <= to ? hour >= from && hour < to : hour >= from || hour < to);
}

function breachedPassword({ arrival: { password } }: Facts): Reading {
  return password === undefined ? 'unknown' : reading(password === 'breached');
}

const LIKE_NOBODY_ELSE = { blocksPasskeys: false } as const;
const LIKE_AN_ATTACK = { blocksPasskeys: true } as const;

export const SIGNALS = {
  impossible_travel: {
    weight: 40,
    ...LIKE_NOBODY_ELSE,
    read: impossibleTravel,
    means: 'Nobody can have come here from the place of the sign-in before.',
  },
  new_country: {
    weight: 25,
    ...LIKE_NOBODY_ELSE,
    read: ({ arrival, habits }) => unlike(habits?.countries, arrival.country),
    means: 'The person has not signed in from this country.',
  },
  new_device: {
    weight: 15,
    ...LIKE_NOBODY_ELSE,
    read: ({ arrival, habits }) => unlike(habits?.devices, arrival.device),
    means: 'The person has not signed in with this browser or app on this platform.',
  },
  new_ip_block: {
    weight: 10,
    ...LIKE_NOBODY_ELSE,
    read: ({ arrival, habits }) => unlike(habits?.blocks, arrival.block),
    means: 'The person has not signed in from this /24, or /48 of IPv6.',
  },
  headless_agent: {
    weight: 30,
    ...LIKE_AN_ATTACK,
    read: ({ arrival }) => reading(automationOf(arrival.agent) !== undefined),
    means: 'The user agent is that of a program which no person uses, or there is none.',
  },
  velocity: {
    weight: 20,
    ...LIKE_NOBODY_ELSE,
    read: velocity,
    means: `Within minutes: ${MANY_ATTEMPTS} attempts to be this person, or ${MANY_UNUSUAL} sign-ins that were new or suspicious.`,
  },
  tor_exit: {
    weight: 35,
    ...LIKE_AN_ATTACK,
    read: ({ arrival }) => reading(arrival.torExit),
    means: 'The address is on the list of Tor exits.',
  },
  data_centre_ip: {
    weight: 20,
    ...LIKE_AN_ATTACK,
    read: ({ arrival }) => reading(arrival.dataCentre),
    means: 'The address is on the list of data centres and VPN providers.',
  },
  known_bad_ip: {
    weight: 75,
    ...LIKE_AN_ATTACK,
    read: ({ arrival }) => reading(arrival.knownBad),
    means: 'The address is on the list of addresses that attacks come from.',
  },
  breached_password: {
    weight: 40,
    ...LIKE_AN_ATTACK,
    read: breachedPassword,
    means: 'The password is on the list of breached ones.',
  },
  off_hours: {
    weight: 5,
    ...LIKE_NOBODY_ELSE,
    read: offHours,
    means: "An hour of the project's night; else one at which the person never signs in, nor in those beside it.",
  },
} as const satisfies Record<string, Signal>;

export type SignalName = keyof typeof SIGNALS;
export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly SignalName[];
