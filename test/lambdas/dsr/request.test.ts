/** Requests of people: which step follows which, what more time costs, and when somebody is reminded. */
import { describe, expect, test } from 'vitest';
import {
  newRequest,
  REQUEST_STATES,
  type RequestState,
  reminderDue,
  STEPS,
  type Step,
  type SubjectRequest,
  takeStep,
} from '../../../lambdas/dsr/request.ts';

const CAME = new Date('2026-05-21T15:00:00Z');
const given = {
  id: 'dsr_1',
  projectId: 'proj_1',
  kind: 'access',
  framework: 'hipaa',
  userId: 'user_1',
  by: { type: 'api_key', id: 'key_1' },
  timeZone: 'America/New_York',
  sealed: new Uint8Array(),
  sealedFor: 'user_1',
} as const;
const received = (more: object = {}): SubjectRequest => newRequest({ ...given, ...more }, 'received', CAME);
const take = (request: SubjectRequest, ...steps: Step[]): SubjectRequest =>
  steps.reduce((before, step) => {
    const taken = takeStep(before, step, CAME);
    if (!taken.ok) throw new Error(`${step}: ${taken.error}`);
    return taken.value;
  }, request);

describe('a request', () => {
  test('is due from when it came, also where it was written down later', () => {
    const late = newRequest({ ...given, receivedAt: CAME }, 'received', new Date('2026-06-01T00:00:00Z'));
    expect(late).toMatchObject({ receivedAt: CAME.toISOString(), due: { on: '2026-06-20' }, version: 1 });
  });

  test('that a call carries out at once begins at its end', () => {
    expect(newRequest(given, 'completed', CAME)).toMatchObject({
      state: 'completed',
      verifiedAt: CAME.toISOString(),
      endedAt: CAME.toISOString(),
    });
    expect(newRequest(given, 'in_progress', CAME).endedAt).toBeUndefined();
  });
});

const REACHED: Readonly<Record<RequestState, readonly Step[]>> = {
  received: [],
  verified: ['verify'],
  in_progress: ['verify', 'start'],
  extended: ['verify', 'extend'],
  completed: ['verify', 'complete'],
  denied: ['deny'],
  withdrawn: ['withdraw'],
};
const FOLLOWS: Readonly<Record<RequestState, readonly Step[]>> = {
  received: ['verify', 'deny', 'withdraw'],
  verified: ['start', 'extend', 'complete', 'deny', 'withdraw'],
  in_progress: ['extend', 'complete', 'deny', 'withdraw'],
  extended: ['complete', 'deny', 'withdraw'],
  completed: [],
  denied: [],
  withdrawn: [],
};

test.each(REQUEST_STATES)('%s: what follows, and nothing else', (state) => {
  const request = take(received(), ...REACHED[state]);
  expect(request.state).toBe(state);
  expect(STEPS.filter((step) => takeStep(request, step, CAME).ok)).toEqual(FOLLOWS[state]);
});

describe('more time', () => {
  test('is given once, counted from the receipt', () => {
    const extended = take(received(), 'verify', 'extend');
    expect(extended.due.on).toBe('2026-07-20');
    expect(takeStep(extended, 'extend', CAME)).toEqual({ ok: false, error: 'wrong_state' });
  });

  test('is not given once the first is over, and is to the last millisecond', () => {
    const verified = take(received(), 'verify');
    const end = new Date(verified.due.at);
    expect(takeStep(verified, 'extend', end).ok).toBe(true);
    expect(takeStep(verified, 'extend', new Date(end.getTime() + 1))).toEqual({ ok: false, error: 'past_due' });
    expect(takeStep(verified, 'complete', new Date(end.getTime() + 1)).ok).toBe(true);
  });

  test('is not given where the law knows none', () => {
    const limit = take(received({ framework: 'ccpa', kind: 'restrict' }), 'verify');
    expect(takeStep(limit, 'extend', CAME)).toEqual({ ok: false, error: 'wrong_state' });
  });
});

describe('a reminder', () => {
  const request = received();
  const end = Date.parse(request.due.at);
  const DAY = 24 * 60 * 60_000;
  test.each([
    ['a week and a millisecond before', -7 * DAY - 1, undefined],
    ['a week before', -7 * DAY, 'week_before'],
    ['a day before', -DAY, 'day_before'],
    ['at the very end', 0, 'day_before'],
    ['after it', 1, 'overdue'],
  ])('%s', (_, offset, expected) => {
    expect(reminderDue(request, new Date(end + offset))).toBe(expected);
  });

  test('is sent once, and none that a later one made needless', () => {
    expect(reminderDue({ ...request, reminded: 'week_before' }, new Date(end - 3 * DAY))).toBeUndefined();
    expect(reminderDue({ ...request, reminded: 'week_before' }, new Date(end - DAY))).toBe('day_before');
    expect(reminderDue({ ...request, reminded: 'overdue' }, new Date(end + 90 * DAY))).toBeUndefined();
  });

  test('begins anew with a new due date, and ends with the request', () => {
    const reminded: SubjectRequest = { ...take(received(), 'verify'), reminded: 'day_before' };
    const extended = take(reminded, 'extend');
    expect(reminderDue(extended, new Date(end))).toBeUndefined();
    expect(reminderDue(extended, new Date(Date.parse(extended.due.at) - DAY))).toBe('day_before');
    expect(reminderDue(take(reminded, 'complete'), new Date(end + DAY))).toBeUndefined();
  });
});
