/** The rules of a breach: what it is opened with, what it reaches, and on what it may be closed. */
import { expect, test } from 'vitest';
import {
  affect,
  type Breach,
  closeBreach,
  isSent,
  type NewBreach,
  newBreach,
  noteAlarm,
  noteOrder,
  noteReminder,
  noteSent,
  OUTCOMES,
  reach,
  reopenBreach,
  statusOf,
} from '../../../lambdas/breach/breach.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const INPUT: NewBreach = {
  title: 'Stolen laptop',
  summary: 'A laptop with an open session was stolen.',
  role: 'business_associate',
  discoveredAt: '2026-11-20T23:30:00-06:00',
  occurredFrom: '2026-11-18T00:00:00Z',
  occurredTo: undefined,
  timeZone: 'America/Chicago',
};
const opening = (over: Partial<NewBreach> = {}) =>
  newBreach({ ...INPUT, ...over }, 'brh_1', 'proj_1', { type: 'operator', id: 'user_1' }, NOW);

function opened(over: Partial<Breach> = {}): Breach {
  const made = opening();
  if (!made.ok) throw new Error(made.error);
  return { ...made.value, ...over };
}

test('it starts open, in UTC, with the news untold', () => {
  expect(opened()).toMatchObject({ discoveredAt: '2026-11-21T05:30:00.000Z', alarm: 'pending', version: 1 });
  expect(statusOf(opened())).toBe('open');
});

test.for([
  ['a millisecond from now', { discoveredAt: '2026-11-22T12:00:00.001Z' }, 'discovery_in_future'],
  ['now', { discoveredAt: NOW.toISOString() }, undefined],
  ['before it began', { occurredFrom: '2026-11-21T06:00:00Z' }, 'window_contradictory'],
  ['of what ended before it began', { occurredTo: '2026-11-17T00:00:00Z' }, 'window_contradictory'],
  ['of what ends tomorrow', { occurredTo: '2026-11-23T00:00:00Z' }, 'window_contradictory'],
  ['on Mars', { timeZone: 'Mars/Olympus' }, 'time_zone_unknown'],
] as const)('a discovery %s', ([, over, error]) => {
  const made = opening(over);
  expect(made.ok ? undefined : made.error).toBe(error);
});

test('its status is the furthest that was reached; what is reached again moves nothing back', () => {
  let breach = opened();
  const seen = (['contained', 'assessed', 'scoped', 'notified', 'contained'] as const).map((milestone) => {
    const moved = reach(breach, milestone, NOW);
    if (moved.ok) breach = moved.value;
    return statusOf(breach);
  });
  expect(seen).toEqual(['contained', 'assessed', 'assessed', 'notified', 'notified']);
  expect(breach.version).toBe(6);
});

test('an end rests on something: on sent notices, on an assessment, or on there being no breach', () => {
  const grounds: [string, Partial<Breach>][] = [
    ['nothing yet', {}],
    ['everybody told', { conclusion: 'breach' }],
    ['low probability', { conclusion: 'low_probability' }],
    ['assessed as a breach', { conclusion: 'breach' }],
  ];
  const allowed = grounds.map(([name, over]) => [
    name,
    OUTCOMES.filter((outcome) => {
      const grounds = { containing: false, told: name === 'everybody told' };
      return closeBreach(opened(over), { outcome, reason: 'r', by: 'user_1' }, grounds, NOW).ok;
    }),
  ]);
  expect(allowed).toEqual([
    ['nothing yet', ['not_a_breach']],
    ['everybody told', ['notified']],
    ['low probability', ['low_probability', 'not_a_breach']],
    ['assessed as a breach', []],
  ]);
});

test('what is being contained is not closed; what is closed is not closed again, moves no more, and can be reopened', () => {
  const as = { outcome: 'not_a_breach', reason: 'The disk was encrypted.', by: 'user_1' } as const;
  const FREE = { containing: false, told: false };
  expect(closeBreach(opened(), as, { containing: true, told: true }, NOW)).toEqual({
    ok: false,
    error: 'breach_unfinished',
  });
  const closed = closeBreach(opened({ reached: { contained: NOW.toISOString() } }), as, FREE, NOW);
  if (!closed.ok) throw new Error(closed.error);
  expect(statusOf(closed.value)).toBe('closed');
  expect(closeBreach(closed.value, as, FREE, NOW)).toEqual({ ok: false, error: 'already_decided' });
  expect(reach(closed.value, 'scoped', NOW)).toEqual({ ok: false, error: 'breach_closed' });
  const reopened = reopenBreach(closed.value);
  expect(reopened.ok && [statusOf(reopened.value), reopened.value.version]).toEqual(['contained', 3]);
  expect(reopenBreach(opened())).toEqual({ ok: false, error: 'already_decided' });
});

test('what was told is kept', () => {
  expect(noteOrder(opened()), 'a close from before fails').toMatchObject({ version: 2, alarm: 'pending' });
  expect(noteAlarm(opened())).toMatchObject({ alarm: 'delivered', version: 2 });
  expect(noteReminder(opened({ reminded: ['a'] }), 'b').reminded).toEqual(['a', 'b']);
});

test('letters add up: the clock of individuals is met by the one after which everybody is told, and stands again if more are', () => {
  const done = <T>(result: { ok: true; value: T } | { ok: false }): T => {
    if (!result.ok) throw new Error('refused');
    return result.value;
  };
  const many = (total: number) => ({ total, byState: {}, unknown: total, atLeast: false });
  const send = (breach: Breach, sentAt: string, count: number) =>
    done(noteSent(breach, { notice: 'individuals', sentAt, count }, NOW));
  const first = send(opened({ affected: many(10) }), '2026-11-21T10:00:00.000Z', 1);
  expect(isSent(first, 'individuals'), 'one letter of ten').toBe(false);
  const second = send(first, '2026-11-22T10:00:00.000Z', 9);
  const again = send(second, '2026-11-22T11:00:00.000Z', 1);
  for (const told of [second, again])
    expect([isSent(told, 'individuals'), told.notified.individuals]).toEqual([true, '2026-11-22T10:00:00.000Z']);

  const reminded = ['individuals.days_7', 'hhs.days_7'];
  const grown = done(affect({ ...second, reminded }, many(12), NOW));
  expect([isSent(grown, 'individuals'), grown.reminded]).toEqual([false, ['hhs.days_7']]);
  const rest = send(grown, '2026-11-22T11:30:00.000Z', 2);
  expect([isSent(rest, 'individuals'), rest.notified.individuals]).toEqual([true, '2026-11-22T11:30:00.000Z']);
  expect(done(affect({ ...rest, reminded }, many(12), NOW)).reminded, 'nobody new').toEqual(reminded);
});
