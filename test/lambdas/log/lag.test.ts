/** How lag is counted: what waits, since when, and which log is worst. */
import { describe, expect, it } from 'vitest';
import { newLog } from '../../../lambdas/log/archive.ts';
import { ageOf, type LogLag, timeOf, together, totalOf, waitingIn, worstOf } from '../../../lambdas/log/lag.ts';
import { EMPTY_ROOT } from '../../../lambdas/log/merkle.ts';
import { laneWriter, SCOPE } from './support/lane-rows.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number): number => NOW.getTime() - seconds * 1_000;
const none = { count: 0 };

const lag = (scope: string, unarchived: number, unsigned = 0, search = 0): LogLag => {
  const waiting = (seconds: number) => (seconds > 0 ? { count: 1, sinceMs: ago(seconds) } : none);
  return {
    scope,
    size: 10,
    unarchived: waiting(unarchived),
    unsigned: waiting(unsigned),
    followers: { search: waiting(search) },
  };
};

describe('what waits in a lane', () => {
  const head = { ...newLog(SCOPE, 'x', EMPTY_ROOT), lanes: { 0: { seq: 4 } } };

  it('is what the log has not taken', () => {
    expect(waitingIn(head, { lane: 0, seq: 7 })).toBe(3);
    expect(waitingIn(head, { lane: 0, seq: 4 })).toBe(0);
    expect(waitingIn(head, { lane: 1, seq: 0 })).toBe(1);
    expect(waitingIn(undefined, { lane: 0, seq: 9 })).toBe(10);
  });

  it('is nothing in a lane that has no row, or is behind its log', () => {
    expect(waitingIn(undefined, { lane: 0, seq: -1 })).toBe(0);
    expect(waitingIn(head, { lane: 0, seq: 2 })).toBe(0);
  });

  it('is as old as its oldest leaf', () => {
    const lane = laneWriter(0);
    lane.add(1, 1_234);
    expect(timeOf(lane.items[0]?.leaf?.S)).toBe(1_234);
    expect([timeOf('forged'), timeOf(undefined)]).toEqual([undefined, undefined]);
  });
});

describe('age', () => {
  it('is in whole seconds, and never below nothing', () => {
    expect(ageOf({ count: 1, sinceMs: ago(61) - 500 }, NOW)).toBe(61);
    expect(ageOf({ count: 1, sinceMs: ago(-5) }, NOW)).toBe(0);
    expect([ageOf({ count: 1 }, NOW), ageOf({ count: 0, sinceMs: ago(9) }, NOW)]).toEqual([0, 0]);
  });
});

describe('together', () => {
  it('things wait since the oldest of them', () => {
    expect(together([{ count: 2, sinceMs: 50 }, { count: 3, sinceMs: 40 }, { count: 1 }])).toEqual({
      count: 6,
      sinceMs: 40,
    });
    expect(together([{ count: 0, sinceMs: 1 }, none])).toEqual({ count: 0 });
  });

  it('logs are summed up by what they wait for', () => {
    const { unarchived, unsigned, followers } = totalOf([lag('a', 10), lag('b', 30, 5), lag('c', 0, 0, 7)]);
    expect(unarchived).toEqual({ count: 2, sinceMs: ago(30) });
    expect(unsigned).toEqual({ count: 1, sinceMs: ago(5) });
    expect(followers).toEqual({ search: { count: 1, sinceMs: ago(7) } });
  });

  it('the worst come first, and logs that wait for nothing do not come', () => {
    const all = [lag('a', 10), lag('b', 0), lag('c', 3, 400), lag('d', 0, 0, 50)];
    expect(worstOf(all, NOW, 2).map(({ scope }) => scope)).toEqual(['c', 'd']);
    expect(worstOf(all, NOW, 9).map(({ scope }) => scope)).toEqual(['c', 'd', 'a']);
  });
});
