import { describe, expect, test } from 'vitest';
import {
  holds,
  type Impersonator,
  mayAct,
  newImpersonation,
  statusAt,
} from '../../../lambdas/impersonation/impersonation.ts';

const NOW = new Date('2030-01-01T00:00:00Z');
const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

const operator: Impersonator = {
  userId: 'ann',
  projectId: 'proj_1',
  roles: ['admin'],
  grantedAt: NOW.toISOString(),
  version: 1,
  active: true,
  user: {},
};

describe('whoever acts as a user', () => {
  test('still has a role that permits it, in that project, and may sign in', () => {
    expect(mayAct(operator, 'proj_1', NOW.getTime())).toBe(true);
    expect(mayAct(operator, 'proj_2', NOW.getTime())).toBe(false);
    expect(mayAct(undefined, 'proj_1', NOW.getTime())).toBe(false);
    expect(mayAct({ ...operator, active: false }, 'proj_1', NOW.getTime())).toBe(false);
    for (const role of ['auditor', 'privacy_officer', 'emergency'] as const)
      expect(mayAct({ ...operator, roles: [role] }, 'proj_1', NOW.getTime())).toBe(false);
  });

  test('was not signed out everywhere since', () => {
    const user = { signedOutAt: NOW.toISOString() };
    expect(mayAct({ ...operator, user }, 'proj_1', NOW.getTime())).toBe(false);
    expect(mayAct({ ...operator, user }, 'proj_1', NOW.getTime() + 1)).toBe(true);
  });
});

describe('an impersonation', () => {
  const who = { id: 'imp_1', projectId: 'proj_1', by: 'ann', userId: 'pat', sessionId: 's', organizationId: undefined };
  const why = { reason: 'because of a reason', ticket: 'T-1', writes: false, minutes: 30 };
  const one = newImpersonation(who, why, undefined, NOW);

  test('is over at its end, or when it or its session was ended', () => {
    expect(one.endsAt).toBe('2030-01-01T00:30:00.000Z');
    expect(statusAt(one, true, inMinutes(29.99))).toBe('active');
    expect(statusAt(one, true, inMinutes(30))).toBe('expired');
    expect(statusAt(one, false, NOW)).toBe('ended');
    expect(statusAt({ ...one, endedAt: NOW.toISOString() }, true, inMinutes(60))).toBe('ended');
  });
});

test('an impersonation ends with the consent that it rests on, if that is sooner', () => {
  const who = { id: 'imp_1', projectId: 'p', by: 'ann', userId: 'pat', sessionId: 's', organizationId: undefined };
  const why = { reason: 'because of a reason', ticket: 'T-1', writes: false, minutes: 30 };
  const endsAt = (minutes: number) => newImpersonation(who, why, { untilMs: inMinutes(minutes).getTime() }, NOW).endsAt;
  expect([endsAt(5), endsAt(60)]).toEqual([inMinutes(5).toISOString(), inMinutes(30).toISOString()]);
});

test('a consent holds until its time, and none holds never', () => {
  const consent = { untilMs: inMinutes(10).getTime() };
  expect(holds(consent, inMinutes(9.99))).toBe(true);
  expect(holds(consent, inMinutes(10))).toBe(false);
  expect(holds(undefined, NOW)).toBe(false);
});
