/** Facts of a sign-in that nothing is unusual about, to change one thing at a time. */
import type { Arrival, Habits } from '../../../lambdas/risk/habits.ts';
import type { Facts } from '../../../lambdas/risk/signals.ts';

/** A Tuesday, 14:00 UTC. */
export const NOW_MS = Date.UTC(2026, 2, 3, 14);
export const HOUR_MS = 3_600_000;
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
export const BOSTON = { latitude: 42.4, longitude: -71.1 };
export const TOKYO = { latitude: 35.7, longitude: 139.7 };

export const USUAL_ARRIVAL: Arrival = {
  atMs: NOW_MS,
  device: 'laptop',
  agent: CHROME,
  block: '203.0.113.0/24',
  country: 'US',
  coordinates: BOSTON,
  torExit: false,
  dataCentre: false,
  knownBad: false,
  attempts: 1,
  password: 'none',
};

export const USUAL_HABITS: Habits = {
  devices: ['laptop'],
  blocks: ['203.0.113.0/24'],
  countries: ['US'],
  lastMs: NOW_MS - 2 * HOUR_MS,
  place: { ...BOSTON, atMs: NOW_MS - 2 * HOUR_MS },
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= 12 && hour < 22 ? 5 : 0)),
  unusualMs: [],
};

export const usual = (arrival: Partial<Arrival> = {}, habits: Partial<Habits> = {}): Facts => ({
  arrival: { ...USUAL_ARRIVAL, ...arrival },
  habits: { ...USUAL_HABITS, ...habits },
  offHours: undefined,
});

/** Somebody who never signed in. */
export const newcomer = (arrival: Partial<Arrival> = {}): Facts => ({ ...usual(arrival), habits: undefined });
