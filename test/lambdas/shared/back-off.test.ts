import { expect, test } from 'vitest';
import { createBackOff } from '../../../lambdas/shared/back-off.ts';

test('nobody waits where nobody was in the way', () => {
  const one = createBackOff();
  expect(one.milliseconds()).toBe(0);
  one.succeeded();
  expect(one.milliseconds()).toBe(0);
});

test('each failure doubles the wait, up to two seconds', () => {
  const one = createBackOff();
  const waits = Array.from({ length: 10 }, () => {
    one.failed();
    return one.milliseconds();
  });
  expect(waits).toEqual([8, 16, 32, 64, 128, 256, 512, 1_024, 2_000, 2_000]);
});

test('a success shortens it little, so that a crowd stays spread, until it is forgotten', () => {
  const one = createBackOff();
  for (let i = 0; i < 5; i++) one.failed();
  one.succeeded();
  expect(one.milliseconds()).toBeCloseTo(128 * 0.8);
  for (let i = 0; i < 20; i++) one.succeeded();
  expect(one.milliseconds()).toBe(0);
});
