/** A clock that a test file sets by hand, for what depends on time to the millisecond. Timers go on as they do. */
import { afterEach, beforeEach, vi } from 'vitest';

export const START = Date.parse('2026-03-01T12:00:00Z');
export const MINUTE = 60_000;

/** Each test begins at `START`. @returns a way to say when it is: minutes and milliseconds after that. */
export function handClock(): (minutes: number, ms?: number) => void {
  const at = (minutes: number, ms = 0) => void vi.setSystemTime(START + minutes * MINUTE + ms);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    at(0);
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  return at;
}
