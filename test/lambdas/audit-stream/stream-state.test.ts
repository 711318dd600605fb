/** When a destination is tried again, and when the log tells that it fails. */
import { describe, expect, it } from 'vitest';
import {
  failed,
  freshState,
  healthOf,
  isDue,
  isSweepDue,
  LONGEST_WAIT_MS,
  leftBehind,
  type StreamState,
  succeeded,
  swept,
  waitAfter,
} from '../../../lambdas/audit-stream/stream-state.ts';

const stream = { version: 1, status: 'active' } as const;
const NOW = new Date('2026-03-01T12:00:00Z');
const at = (ms: number) => new Date(NOW.getTime() + ms);
const DOWN = { code: 'server_error', status: 503 } as const;

function failing(times: number): StreamState {
  let state = freshState(stream);
  for (let i = 0; i < times; i++) state = failed(state, stream, DOWN, NOW, 0.5);
  return state;
}

describe('the back-off', () => {
  it('doubles from half a minute to an hour, and never ends', () => {
    const waits = Array.from({ length: 2_000 }, (_, i) => waitAfter(i + 1, DOWN, 0.5) / 1_000);
    expect(waits.slice(0, 9)).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
    expect(new Set(waits.slice(8))).toEqual(new Set([3_600]));
  });

  it('spreads by a fifth, and is never longer than an hour', () => {
    for (const random of [0, 0.25, 0.5, 0.999]) {
      for (const failures of [1, 4, 8, 100]) {
        const wait = waitAfter(failures, DOWN, random);
        expect(wait).toBeGreaterThanOrEqual(0.8 * Math.min(LONGEST_WAIT_MS, 30_000 * 2 ** (failures - 1)));
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }
    }
  });

  it('is as long as the destination asks, up to the hour', () => {
    expect(waitAfter(1, { ...DOWN, retryAfterMs: 600_000 }, 0.5)).toBe(600_000);
    expect(waitAfter(1, { ...DOWN, retryAfterMs: 86_400_000 }, 0.5)).toBe(LONGEST_WAIT_MS);
  });

  it('is five minutes at most where the events are refused: other logs wait for one event', () => {
    expect(waitAfter(50, { code: 'rejected', status: 400 }, 0.5)).toBe(300_000);
  });
});

describe('a stream that fails', () => {
  it('is not tried before its time, and then it is', () => {
    const state = failing(3);
    expect(isDue(state, stream, at(119_999))).toBe(false);
    expect(isDue(state, stream, at(120_000))).toBe(true);
    expect(isSweepDue(state, stream, at(120_000))).toBe(true);
  });

  it('is tried at once when somebody changed it, and counts from there', () => {
    const changed = { ...stream, version: 2 };
    expect(isDue(failing(10), changed, NOW)).toBe(true);
    expect(failed(failing(10), changed, DOWN, NOW, 0.5)).toMatchObject({ failures: 1, version: 2 });
  });

  it('is told of after the sixth failure, once, until it works again', () => {
    expect([5, 6, 7].map((times) => failing(times).told)).toEqual([false, true, true]);
    expect(succeeded(failing(7), stream)).toMatchObject({ told: false, failures: 0, nextAttemptMs: 0, behind: true });
  });

  it('keeps why, and since when', () => {
    const first = failed(freshState(stream), stream, DOWN, NOW, 0.5);
    const second = failed(first, stream, { code: 'timed_out' }, at(60_000), 0.5);
    expect(second).toMatchObject({
      failingSinceMs: NOW.getTime(),
      lastFailure: { code: 'timed_out', atMs: at(60_000).getTime() },
    });
  });
});

describe('the clock', () => {
  const done = swept(freshState(stream), stream, NOW);

  it('looks at all logs of a stream that is new, left behind or changed, and each quarter of an hour', () => {
    expect(isSweepDue(freshState(stream), stream, NOW)).toBe(true);
    expect(isSweepDue(done, stream, at(14 * 60_000))).toBe(false);
    expect(isSweepDue(done, stream, at(15 * 60_000))).toBe(true);
    expect(isSweepDue(leftBehind(done), stream, at(1))).toBe(true);
    expect(isSweepDue(done, { version: 2 }, at(1))).toBe(true);
  });

  it('comes back to a stream that was resumed while a doorbell was answered', () => {
    expect(succeeded(done, { version: 2 })).toMatchObject({ behind: true, version: 2 });
    expect(succeeded(done, stream)).toMatchObject({ behind: false });
  });
});

it('a stream is healthy when nothing is left to send', () => {
  const state = swept(freshState(stream), stream, NOW);
  expect(healthOf(stream, state, 0)).toBe('healthy');
  expect(healthOf(stream, state, 1)).toBe('delayed');
  expect(healthOf(stream, undefined, 0)).toBe('delayed');
  expect(healthOf(stream, failing(1), 0)).toBe('failing');
  expect(healthOf({ status: 'paused' }, failing(1), 3)).toBe('paused');
});
