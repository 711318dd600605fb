/** The rules of recovery, held against an account of what happened that is kept apart from them. */
import { describe, expect, test } from 'vitest';
import {
  agree,
  judgeCompletion,
  neededFor,
  newRecovery,
  type Recovery,
  statusAt,
} from '../../../lambdas/recovery/recovery.ts';
import { hashOf, isToken, newToken } from '../../../lambdas/recovery/recovery-token.ts';
import { seeded } from '../../risk/random.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

const proven = (): Recovery =>
  newRecovery(
    {
      id: 'rec_1',
      projectId: 'proj_1',
      userId: 'owner',
      emailHash: 'h',
      organizationId: undefined,
      page: undefined,
      requestedAt: new Date(START).toISOString(),
    },
    1,
    new Date(START),
  );

test('whatever operators do and policies become: nobody gets through without the people, the delay and the time', () => {
  const { next: random, pick } = seeded(20_260_301);
  let completed = 0;
  for (let run = 0; run < 20_000; run++) {
    let recovery = proven();
    let now = START;
    let needed = 1;
    const delay = pick([0, 1, 60, 1_440]);
    const people = new Set<string>();
    let lastSay = 0;
    for (let step = 0; step < 12; step++) {
      now += Math.floor(random() * pick([MINUTE, 60 * MINUTE, 2_000 * MINUTE]));
      if (random() < 0.2) needed = pick([1, 2]);
      const at = new Date(now);
      if (random() < 0.5) {
        const who = pick(['owner', 'ann', 'bob', 'eve']);
        const before = recovery;
        const agreed = agree(recovery, who, needed, delay, at);
        if (!agreed.ok) continue;
        expect(who).not.toBe('owner');
        expect(people).not.toContain(who);
        expect(['proven', 'approved']).toContain(statusAt(before, at));
        people.add(who);
        lastSay = now;
        recovery = agreed.value.after;
        expect(agreed.value.last).toBe(people.size >= needed);
      } else if (judgeCompletion(recovery, needed, at).ok) {
        completed++;
        expect(people.size).toBeGreaterThanOrEqual(needed);
        expect(now).toBeGreaterThanOrEqual(lastSay + delay * MINUTE);
        expect(now).toBeLessThan(lastSay + delay * MINUTE + 3 * 24 * 60 * MINUTE);
      }
    }
  }
  console.log(
    `recovery: 20,000 histories, ${completed} times it could be finished, 0 without the people or before the time`,
  );
  expect(completed).toBeGreaterThan(1_000);
}, 120_000);

describe('how many people', () => {
  const policy = (require_mfa: boolean, require_passkey: boolean) => ({ require_mfa, require_passkey });
  test.each([
    [[], false, 1],
    [[policy(false, false)], false, 1],
    [[policy(false, false), policy(true, false)], false, 2],
    [[policy(false, true), policy(false, false)], false, 2],
    [[policy(false, false)], true, 2],
  ])('%j, operator: %s', (policies, operator, needed) => {
    expect(neededFor(policies, operator)).toBe(needed);
  });
});

test('a secret serves for what it was mailed for', () => {
  const token = newToken('prove');
  expect(isToken('prove', token, hashOf('prove', token))).toBe(true);
  expect(isToken('finish', token, hashOf('prove', token))).toBe(false);
  expect(isToken('prove', token, undefined)).toBe(false);
  expect(isToken('prove', 'nothing was mailed', undefined), 'not even the word that stands for none').toBe(false);
});
