/** The clocks of a breach and the numbers that set them (T31: 499, 500 and 501, in all and by state). */
import { expect, test } from 'vitest';
import type { Affected, Breach } from '../../../lambdas/breach/breach.ts';
import { clocksOf, isTold, isWatched, remindersOf, thresholdsOf } from '../../../lambdas/breach/breach-clock.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const BREACH: Breach = {
  id: 'brh_1',
  projectId: 'proj_1',
  title: 'Stolen laptop',
  summary: 'A laptop with an open session was stolen.',
  role: 'business_associate',
  discoveredAt: '2026-11-21T05:30:00.000Z',
  timeZone: 'America/Chicago',
  openedBy: { type: 'operator', id: 'user_1' },
  openedAt: NOW.toISOString(),
  reached: {},
  notified: {},
  alarm: 'pending',
  reminded: [],
  version: 1,
};
const living = (byState: Record<string, number>, unknown = 0): Affected => ({
  total: Object.values(byState).reduce((sum, count) => sum + count, unknown),
  byState,
  unknown,
});
const byKind = (over: Partial<Breach> = {}, now = NOW) =>
  Object.fromEntries(
    clocksOf({ ...BREACH, ...over }, now).map(({ kind, basis, dueOn, state }) => [kind, `${basis} ${dueOn} ${state}`]),
  );

test('all clocks start with the day of the discovery there; the first is ours', () => {
  expect(byKind()).toEqual({
    covered_entity_sla: 'internal 2026-11-27 running',
    covered_entity: '164.410(b) 2027-01-19 running',
    individuals: '164.404(b) 2027-01-19 running',
    hhs: '164.408(b) 2027-01-19 running',
    media: '164.406(b) 2027-01-19 unknown',
  });
});

test('who treats tells nobody who treats; what is no breach is told to nobody', () => {
  expect(byKind({ role: 'covered_entity' })).toMatchObject({
    covered_entity_sla: 'internal 2026-11-27 not_required',
    covered_entity: '164.410(b) 2027-01-19 not_required',
    individuals: '164.404(b) 2027-01-19 running',
  });
  const states = clocksOf({ ...BREACH, conclusion: 'low_probability' }, NOW).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['not_required']));
});

test.for([
  [499, 'annual', '164.408(c) 2027-03-01 running', [], 'not_required'],
  [500, 'with_individuals', '164.408(b) 2027-01-19 running', [], 'not_required'],
  [501, 'with_individuals', '164.408(b) 2027-01-19 running', ['US-TX'], 'running'],
] as const)('T31: of %i residents of one state', ([count, hhs, clock, media, state]) => {
  const affected = living({ 'US-TX': count });
  expect(thresholdsOf(affected)).toEqual({ hhs, media, mediaMaybe: [], mediaAnywhere: false });
  expect(byKind({ affected })).toMatchObject({ hhs: clock, media: `164.406(b) 2027-01-19 ${state}` });
  console.log(`T31: ${count} residents of one state: HHS ${hhs}, media in ${media.length} states`);
});

test('of a number that is the least of it, only what is 500 or more is certain: HHS is told with the individuals', () => {
  const least = (count: number) => ({ ...living({ 'US-TX': count }), atLeast: true });
  expect(thresholdsOf(least(3))).toMatchObject({ hhs: 'unknown', media: [] });
  expect(byKind({ affected: least(3) })).toMatchObject({ hhs: '164.408(b) 2027-01-19 running' });
  expect(thresholdsOf(least(501))).toMatchObject({ hhs: 'with_individuals', media: ['US-TX'] });
});

test('T31: states are counted apart, and those of unknown residence leave it open', () => {
  expect(thresholdsOf(living({ 'US-TX': 501, 'US-OK': 500, 'US-LA': 499 })).media).toEqual(['US-TX']);
  expect(thresholdsOf(living({ 'US-TX': 400, 'US-OK': 300 }, 101))).toMatchObject({
    media: [],
    mediaMaybe: ['US-TX'],
    mediaAnywhere: false,
  });
  expect(thresholdsOf(living({}, 501))).toEqual({
    hhs: 'with_individuals',
    media: [],
    mediaMaybe: [],
    mediaAnywhere: true,
  });
  expect(thresholdsOf(undefined).hhs).toBe('unknown');
});

test('the yearly log is due 60 days after the year of the discovery, leap years among them', () => {
  const affected = living({ 'US-TX': 3 });
  const hhs = (discoveredAt: string) => byKind({ affected, discoveredAt }, new Date(discoveredAt)).hhs;
  expect(hhs('2027-02-03T12:00:00Z')).toBe('164.408(c) 2028-02-29 running');
  // In Chicago it is still the old year.
  expect(hhs('2027-01-01T05:59:59Z')).toBe('164.408(c) 2027-03-01 running');
});

test('60 days over a clock that is put forward: the last second of the last day is in time, and the next one is not', () => {
  const of = (now: string) => byKind({ discoveredAt: '2026-02-10T05:59:59Z' }, new Date(now)).individuals;
  expect(of('2026-04-11T04:59:59Z')).toBe('164.404(b) 2026-04-10 running');
  expect(of('2026-04-11T05:00:00Z')).toBe('164.404(b) 2026-04-10 overdue');
});

test('a notice is in time or late by when it was sent', () => {
  const sent = (at: string) => byKind({ notified: { covered_entity: at } });
  expect(sent('2026-11-28T05:59:59.000Z').covered_entity_sla).toContain('met');
  expect(sent('2026-11-28T06:00:00.000Z')).toMatchObject({
    covered_entity_sla: 'internal 2026-11-27 late',
    covered_entity: '164.410(b) 2027-01-19 met',
  });
});

test('reminders: of each clock the nearest that has come, once; then that it is overdue, once', () => {
  const names = (now: string, reminded: string[] = [], over: Partial<Breach> = {}) =>
    remindersOf({ ...BREACH, reminded, ...over }, new Date(now)).map(({ name }) => name);
  expect(names('2026-11-22T12:00:00Z')).toEqual([]);
  expect(names('2026-11-26T12:00:00Z')).toEqual(['covered_entity_sla.days_1']);
  expect(names('2026-11-26T12:00:00Z', ['covered_entity_sla.days_1'])).toEqual([]);
  expect(names('2026-11-28T06:00:00Z', ['covered_entity_sla.days_1'])).toEqual(['covered_entity_sla.overdue']);
  expect(names('2027-01-13T12:00:00Z', ['covered_entity_sla.overdue'])).toEqual([
    'covered_entity.days_7',
    'individuals.days_7',
    'hhs.days_7',
  ]);
  const closed = { outcome: 'not_a_breach', reason: 'none', at: NOW.toISOString(), by: 'user_1' } as const;
  expect(names('2027-02-13T12:00:00Z', [], { closed })).toEqual([]);
});

test('a breach ends as told once all are whom it is ours to tell; of fewer than 500, HHS may be after the year, and is reminded of', () => {
  const at = NOW.toISOString();
  const sent = (notified: Breach['notified'], over: Partial<Breach> = {}): Breach => ({
    ...BREACH,
    role: 'covered_entity',
    notified,
    recipients: { individuals: 10_000 },
    reached: { notified: at },
    affected: living({ TX: 10_000 }),
    ...over,
  });
  const told = (breach: Breach) => isTold(breach, NOW);
  expect(told(sent({ media: at }))).toBe(false);
  expect(told(sent({ individuals: at, media: at }))).toBe(false);
  expect(told(sent({ individuals: at, media: at, hhs: at }))).toBe(true);
  expect(told(sent({ individuals: at, media: at, hhs: at }, { recipients: { individuals: 9_999 } }))).toBe(false);
  expect(told(sent({ individuals: at, hhs: at }, { affected: living({}, 501) })), 'media may be due').toBe(false);
  expect(told(sent({ covered_entity: at }, { role: 'business_associate' })), 'who takes it over from there').toBe(true);
  expect(told(sent({ individuals: at }, { role: 'business_associate' }))).toBe(false);

  const closed = { outcome: 'notified', reason: 'All were told.', at, by: 'user_1' } as const;
  const small = sent({ individuals: at }, { affected: living({ TX: 3 }) });
  const after = new Date('2027-03-02T12:00:00Z');
  expect([told(small), isWatched({ ...small, closed })]).toEqual([true, true]);
  expect(remindersOf({ ...small, closed }, after).map(({ name }) => name)).toEqual(['hhs.overdue']);
  const done = { ...small, notified: { individuals: at, hhs: at }, closed };
  expect([isWatched(done), remindersOf(done, after)]).toEqual([false, []]);
  expect(isWatched({ ...small, closed: { ...closed, outcome: 'not_a_breach' } })).toBe(false);
});
