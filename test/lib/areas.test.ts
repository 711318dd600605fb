import { expect, test } from 'vitest';
import { type Route, routes } from '../../lambdas/routes.ts';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { ROUTE_STACKS, routeStackOf, TRIGGER_STACKS, triggerStackOf } from '../../lib/areas.ts';

test.each([
  ['routes', ROUTE_STACKS],
  ['triggers', TRIGGER_STACKS],
])('no area is in two stacks of %s', (_, stacks) => {
  const areas = Object.values<readonly string[]>(stacks).flat();
  expect(areas).toEqual([...new Set(areas)]);
});

test('no area stands in a stack that has nothing for it', () => {
  const areasOf = (ids: readonly string[]) => [...new Set(ids.map((id) => id.split('/')[0]))].sort();
  const started = Object.entries<Trigger>(triggers).filter(([, { source }]) => !('operator' in source));
  expect(Object.values<readonly string[]>(ROUTE_STACKS).flat().sort()).toEqual(
    areasOf(Object.values<Route>(routes).map(({ id }) => id)),
  );
  expect(Object.values<readonly string[]>(TRIGGER_STACKS).flat().sort()).toEqual(areasOf(started.map(([id]) => id)));
});

test('an area may have routes in one stack and triggers in another', () => {
  expect(routeStackOf('log/get-proof')).toBe('compliance');
  expect(triggerStackOf('log/sweep-lanes')).toBe('audit');
});

test('an area without a stack is refused, and it is said what to do', () => {
  expect(() => routeStackOf('telepathy/read-mind')).toThrow(
    'lambdas/telepathy/ has a route and is in no stack: give it one in lib/areas.ts',
  );
  expect(() => triggerStackOf('telepathy/listen')).toThrow(
    'lambdas/telepathy/ has a trigger and is in no stack: give it one in lib/areas.ts',
  );
});
