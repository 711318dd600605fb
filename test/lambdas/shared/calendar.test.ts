/** Calendar days in a place: over leap days, ends of months and clocks that are moved. */
import { expect, test } from 'vitest';
import {
  addBusinessDays,
  addDays,
  dayIn,
  endOfDay,
  isTimeZone,
  lastDayOfYear,
} from '../../../lambdas/shared/calendar.ts';

test('the day is the one that it is there', () => {
  const at = new Date('2026-03-01T03:30:00Z');
  expect(['UTC', 'America/Chicago', 'Pacific/Kiritimati', 'Pacific/Apia'].map((zone) => dayIn(zone, at))).toEqual([
    '2026-03-01',
    '2026-02-28',
    '2026-03-01',
    '2026-03-01',
  ]);
});

test('a year of three digits is written with four, so that days after it can be counted', () => {
  expect(dayIn('UTC', new Date('0226-11-01T12:00:00Z'))).toBe('0226-11-01');
  expect(addDays(dayIn('America/Chicago', new Date('0050-01-31T12:00:00Z')), 1)).toBe('0050-02-01');
});

test.for([
  ['2028-01-30', 60, '2028-03-30'],
  ['2027-01-30', 60, '2027-03-31'],
  ['2026-12-31', 60, '2027-03-01'],
  ['2027-12-31', 60, '2028-02-29'],
  ['2028-02-29', -30, '2028-01-30'],
] as const)('%s and %i days are %s', ([day, days, expected]) => expect(addDays(day, days)).toBe(expected));

test.for([
  ['2026-11-20', 5, '2026-11-27'],
  ['2026-11-21', 5, '2026-11-27'],
  ['2026-11-22', 5, '2026-11-27'],
  ['2026-11-23', 5, '2026-11-30'],
  ['2026-12-31', 1, '2027-01-01'],
] as const)('%s and %i days of work are %s: a holiday counts as one', ([day, days, expected]) =>
  expect(addBusinessDays(day, days)).toBe(expected),
);

test.for([
  ['UTC', '2026-11-01', '2026-11-02T00:00:00.000Z'],
  // 25 hours long, and 23.
  ['America/New_York', '2026-11-01', '2026-11-02T05:00:00.000Z'],
  ['America/New_York', '2026-03-08', '2026-03-09T04:00:00.000Z'],
  ['Asia/Kathmandu', '2026-06-15', '2026-06-15T18:15:00.000Z'],
  ['Pacific/Kiritimati', '2026-06-15', '2026-06-15T10:00:00.000Z'],
  ['Pacific/Pago_Pago', '2026-06-15', '2026-06-16T11:00:00.000Z'],
] as const)('in %s, %s is over at %s', ([zone, day, end]) => expect(endOfDay(zone, day).toISOString()).toBe(end));

test('a zone is one that there is; the year ends with December', () => {
  expect(['America/Chicago', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  expect(lastDayOfYear('2026-01-01')).toBe('2026-12-31');
});
