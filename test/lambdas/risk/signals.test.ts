import { describe, expect, it } from 'vitest';
import { type Facts, type Reading, SIGNAL_NAMES, SIGNALS, type SignalName } from '../../../lambdas/risk/signals.ts';
import { BOSTON, HOUR_MS, NOW_MS, newcomer, TOKYO, usual } from './facts.ts';

const NIGHT = { time_zone: 'America/New_York', from_hour: 22, to_hour: 5 };
/** 3 March 2026 is before daylight saving time: New York is five hours behind. */
const atHour = (utc: number): number => NOW_MS + (utc - 14) * HOUR_MS;

const CASES: readonly (readonly [SignalName, string, Facts, Reading])[] = [
  ['impossible_travel', 'Boston to Tokyo in two hours', usual({ coordinates: TOKYO }), 'present'],
  [
    'impossible_travel',
    'Boston to Tokyo in fourteen hours',
    usual({ coordinates: TOKYO }, { place: { ...BOSTON, atMs: NOW_MS - 14 * HOUR_MS } }),
    'absent',
  ],
  ['impossible_travel', 'within the city', usual(), 'absent'],
  [
    'impossible_travel',
    'New York a minute later: nearer than the file is sure',
    usual({ coordinates: { latitude: 40.7, longitude: -74 } }, { place: { ...BOSTON, atMs: NOW_MS - 60_000 } }),
    'absent',
  ],
  ['impossible_travel', 'to an unknown place', usual({ coordinates: undefined }), 'unknown'],
  ['impossible_travel', 'from an unknown place', usual({}, { place: undefined }), 'unknown'],
  ['impossible_travel', 'of somebody who never signed in', newcomer(), 'unknown'],

  ['new_country', 'another one', usual({ country: 'FR' }), 'present'],
  ['new_country', 'the same one', usual(), 'absent'],
  ['new_country', 'one of several', usual({ country: 'FR' }, { countries: ['US', 'FR'] }), 'absent'],
  ['new_country', 'one that is not known', usual({ country: undefined }), 'unknown'],
  ['new_country', 'of somebody of whom no country is known', usual({}, { countries: [] }), 'unknown'],
  ['new_country', 'of somebody who never signed in', newcomer(), 'unknown'],

  ['new_device', 'another one', usual({ device: 'phone' }), 'present'],
  ['new_device', 'the same one', usual(), 'absent'],
  ['new_device', 'of somebody who never signed in', newcomer(), 'unknown'],

  ['new_ip_block', 'another one', usual({ block: '198.51.100.0/24' }), 'present'],
  ['new_ip_block', 'the same one', usual(), 'absent'],
  ['new_ip_block', 'one that is not known', usual({ block: undefined }), 'unknown'],
  ['new_ip_block', 'of somebody who never signed in', newcomer(), 'unknown'],

  ['headless_agent', 'a script', usual({ agent: 'python-requests/2.32.3' }), 'present'],
  ['headless_agent', 'no agent at all', newcomer({ agent: undefined }), 'present'],
  ['headless_agent', 'a browser', newcomer(), 'absent'],

  ['velocity', 'the fifth attempt', newcomer({ attempts: 5 }), 'present'],
  ['velocity', 'the fourth attempt', newcomer({ attempts: 4 }), 'absent'],
  [
    'velocity',
    'the third unusual sign-in within minutes',
    usual({ attempts: undefined }, { unusualMs: [1, 2, 3].map((minute) => NOW_MS - minute * 60_000) }),
    'present',
  ],
  [
    'velocity',
    'unusual ones of an hour ago',
    usual({ attempts: undefined }, { unusualMs: [1, 2, 3].map((hours) => NOW_MS - hours * HOUR_MS) }),
    'absent',
  ],
  ['velocity', 'where nobody counted and nothing is known', newcomer({ attempts: undefined }), 'unknown'],

  ['tor_exit', 'on the list', newcomer({ torExit: true }), 'present'],
  ['tor_exit', 'not on it', newcomer(), 'absent'],
  ['tor_exit', 'without a list', newcomer({ torExit: undefined }), 'unknown'],
  ['data_centre_ip', 'on the list', newcomer({ dataCentre: true }), 'present'],
  ['data_centre_ip', 'not on it', newcomer(), 'absent'],
  ['data_centre_ip', 'without a list', newcomer({ dataCentre: undefined }), 'unknown'],
  ['known_bad_ip', 'on the list', newcomer({ knownBad: true }), 'present'],
  ['known_bad_ip', 'not on it', newcomer(), 'absent'],
  ['known_bad_ip', 'without a list', newcomer({ knownBad: undefined }), 'unknown'],

  ['breached_password', 'a breached one', newcomer({ password: 'breached' }), 'present'],
  ['breached_password', 'another one', newcomer({ password: 'not_breached' }), 'absent'],
  ['breached_password', 'no password', newcomer({ password: 'none' }), 'absent'],
  ['breached_password', 'one that nobody looked up', newcomer({ password: undefined }), 'unknown'],

  ['off_hours', 'an hour beside a usual one', usual({ atMs: atHour(22) }), 'absent'],
  ['off_hours', 'an hour far from usual ones', usual({ atMs: atHour(3) }), 'present'],
  ['off_hours', 'of somebody seldom here', usual({}, { hours: Array.from({ length: 24 }, () => 0) }), 'unknown'],
  ['off_hours', 'of somebody who never signed in', newcomer(), 'unknown'],
  ['off_hours', "in the project's night", { ...newcomer({ atMs: atHour(4) }), offHours: NIGHT }, 'present'],
  ['off_hours', 'at its first hour', { ...newcomer({ atMs: atHour(27) }), offHours: NIGHT }, 'present'],
  ['off_hours', 'when it is over', { ...newcomer({ atMs: atHour(10) }), offHours: NIGHT }, 'absent'],
  [
    'off_hours',
    'outside a night that does not cross midnight',
    { ...newcomer({ atMs: atHour(14) }), offHours: { time_zone: 'UTC', from_hour: 0, to_hour: 6 } },
    'absent',
  ],
];

describe('a signal', () => {
  it.each(CASES)('%s, %s', (signal, _, facts, expected) => expect(SIGNALS[signal].read(facts)).toBe(expected));

  it('is tested present, and absent, and unknown where that can be', () => {
    const always: readonly SignalName[] = ['headless_agent'];
    for (const name of SIGNAL_NAMES) {
      const readings = new Set(CASES.filter(([signal]) => signal === name).map(([, , , reading]) => reading));
      expect([name, ...readings].sort()).toEqual(
        [name, 'absent', 'present', ...(always.includes(name) ? [] : ['unknown'])].sort(),
      );
    }
  });
});
