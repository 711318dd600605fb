import { expect, test } from 'vitest';
import { ROUTE_STACKS } from '../../lib/areas.ts';

test('no area is in two stacks', () => {
  const areas = Object.values(ROUTE_STACKS).flat();
  expect(areas).toEqual([...new Set(areas)]);
});
