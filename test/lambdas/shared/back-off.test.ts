import { expect, test } from 'vitest';
import { createBackOff } from '../../../lambdas/shared/back-off.ts';

let now = 0;
const backOff = () => {
  now = 0;
  return createBackOff(() => now);
};

test('nobody waits where nobody was in the way', () => {
  const one = backOff();
  expect(one.milliseconds()).toBe(0);
  one.succeeded();
  expect(one.milliseconds()).toBe(0);
});

test('each failure doubles the wait, up to two seconds', () => {
  const one = backOff();
  const waits = Array.from({ length: 10 }, () => {
    one.failed();
    return one.milliseconds();
  });
  expect(waits).toEqual([8, 16, 32, 64, 128, 256, 512, 1_024, 2_000, 2_000]);
});

test('a success shortens it little, so that a crowd stays spread', () => {
  const one = backOff();
  for (let i = 0; i < 5; i++) one.failed();
  one.succeeded();
  expect(one.milliseconds()).toBeCloseTo(128 * 0.8);
});

test('it is forgotten by halves, and soon altogether', () => {
  const one = backOff();
  for (let i = 0; i < 9; i++) one.failed();
  now = 500;
  expect(one.milliseconds()).toBeCloseTo(1_000);
  now = 5_000;
  expect(one.milliseconds()).toBe(0);
});
