import { describe, expect, it } from 'vitest';
import { coarse, distanceKm, isTooFar } from '../../../lambdas/risk/geography.ts';
import { BOSTON, HOUR_MS, TOKYO } from './facts.ts';

describe('the way between two places', () => {
  it.each([
    ['nowhere', BOSTON, BOSTON, 0],
    ['half around the world', { latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 }, 20_015],
    ['across the date line', { latitude: 0, longitude: 179 }, { latitude: 0, longitude: -179 }, 222],
    ['Boston to Tokyo', BOSTON, TOKYO, 10_790],
  ])('%s', (_, from, to, km) => expect(Math.abs(distanceKm(from, to) - km)).toBeLessThan(20));

  it('is too far where an airliner takes longer', () => {
    expect(isTooFar(BOSTON, TOKYO, 11 * HOUR_MS)).toBe(true);
    expect(isTooFar(BOSTON, TOKYO, 12 * HOUR_MS)).toBe(false);
  });

  it('is not too far where it is as short as the database may err, at whatever pace', () => {
    expect(isTooFar(BOSTON, { latitude: 44.9, longitude: -71.1 }, 0)).toBe(false);
    expect(isTooFar(BOSTON, { latitude: 45.2, longitude: -71.1 }, 0)).toBe(true);
    expect(isTooFar(BOSTON, TOKYO, -HOUR_MS)).toBe(true);
  });
});

describe('what is kept of a place', () => {
  it('is a tenth of a degree', () => {
    expect(coarse({ latitude: 42.3601, longitude: -71.0589 })).toEqual({ latitude: 42.4, longitude: -71.1 });
  });
});
