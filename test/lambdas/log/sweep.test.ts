/** Which logs the sweeper looks at: whatever may be waiting, at once; every one, each hour; and no others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allDue, chooseScopes, nextState, oldestNewId, type SweepState } from '../../../lambdas/log/sweep.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number, ms = 0): Date => new Date(START + minutes * 60_000 + ms);
const scopes = Array.from({ length: 1_000 }, () => newId('organization', at(0)));
const none: ReadonlySet<string> = new Set();
const state = (minutes: number, unfinished: readonly string[] = []): SweepState => ({
  throughMs: at(minutes).getTime(),
  unfinished,
});

describe('an idle log', () => {
  it('is looked at once an hour, at about the same number of others', () => {
    const seen = new Map<string, number>();
    let most = 0;
    for (let minute = 1; minute <= 60; minute++) {
      const chosen = chooseScopes(scopes, state(minute - 1), none, at(minute));
      most = Math.max(most, chosen.length);
      for (const scope of chosen) seen.set(scope, (seen.get(scope) ?? 0) + 1);
    }
    expect([seen.size, Math.max(...seen.values())]).toEqual([1_000, 1]);
    expect(most).toBeLessThan(50);
    console.log(`sweeper: at most ${most} of 1,000 idle logs a minute, each once an hour`);
  });

  it('is not forgotten by ticks that come late, twice in a minute, or not at all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 200 }), (steps) => {
        const seen = new Set<string>();
        let ms = 0;
        for (const step of [...steps, 3_600_000]) {
          const before = { throughMs: START + ms, unfinished: [] };
          ms += step;
          const now = new Date(START + ms);
          for (const scope of allDue(before, now) ? scopes : chooseScopes(scopes, before, none, now)) seen.add(scope);
        }
        return seen.size === scopes.length;
      }),
      { numRuns: 50 },
    );
  });
});

describe('a log that may be waiting', () => {
  const [first = '', second = ''] = scopes;

  it('is looked at in the next tick when it has a new event', () => {
    expect(chooseScopes(scopes, state(0), new Set([first]), at(0, 1))).toEqual([first]);
  });

  it('comes first when it was left behind, and is no longer looked at when it is gone', () => {
    const left = state(0, [second, newId('organization', at(0))]);
    expect(chooseScopes(scopes, left, new Set([first]), at(0, 1))).toEqual([second, first]);
  });

  it('is found by the id of its event even when that was made three minutes before the last tick', () => {
    const from = oldestNewId(state(10));
    expect(newId('event', at(7)) > from).toBe(true);
    expect(newId('event', at(6, 59_999)) > from).toBe(false);
  });
});

describe('all are due', () => {
  it.each([
    ['there is no state', undefined, 0, true],
    ['a minute has passed', state(0), 1, false],
    ['an hour has passed', state(0), 60, true],
    ['the clock went backwards', state(5), 3, true],
    [
      'more was left than is remembered',
      nextState(
        scopes.concat(
          scopes.map((scope) => `${scope}2`),
          ['x'],
        ),
        at(0),
      ),
      1,
      true,
    ],
  ])('when %s: %j', (_when, before, minute, due) => {
    expect(allDue(before, at(minute))).toBe(due);
  });
});
