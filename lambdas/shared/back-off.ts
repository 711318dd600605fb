/** How long a writer waits before it tries a lane on which others were faster: a crowd spreads out and stays spread. */
import { randomInt } from 'node:crypto';

const FIRST_MS = 8;
const LONGEST_MS = 2_000;

/** Waits at random, up to `ms`. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, randomInt(1, Math.ceil(ms) + 1)));

/** Waits after the nth failure of something that has no lane, n from 0. */
export const pauseAfter = (failures: number): Promise<void> => pause(FIRST_MS * 2 ** failures);

export interface BackOff {
  /** The longest wait before the next try; 0 where nobody was in the way lately. */
  milliseconds(): number;
  failed(): void;
  succeeded(): void;
}

export function createBackOff(): BackOff {
  let wait = 0;
  return {
    milliseconds: () => wait,
    failed: () => {
      wait = Math.min(LONGEST_MS, Math.max(FIRST_MS, wait * 2));
    },
    succeeded: () => {
      wait = wait * 0.8 < FIRST_MS ? 0 : wait * 0.8;
    },
  };
}
