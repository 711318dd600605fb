import { beforeAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '../../../lambdas/routes.ts';
import { LOGGING_STACKS, ROUTE_STACK_NAMES, routeStackOf } from '../../../lib/areas.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

/** CloudFormation takes 500 resources; from 400 on an area gets a stack of its own. */
const SPLIT_AT = 400;

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant());
});

const stackOf = (type: string, starts: string): string | undefined =>
  find(synthesis, type).find(({ id }) => id.startsWith(starts))?.stack;

describe('a route', () => {
  test.each(Object.entries<Route>(routes))('%s is in the stack of its area, with its function', (route, { id }) => {
    const stack = `acme-${routeStackOf(id)}`;
    const made = find(synthesis, 'AWS::ApiGatewayV2::Route').find(({ Properties }) => Properties.RouteKey === route);

    expect(made?.stack).toBe(stack);
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup'])
      expect(stackOf(type, pascal(id))).toBe(stack);
  });
});

test('no stack comes near the 500 resources of CloudFormation', () => {
  const sizes = Object.entries(synthesis.stacks).map(([stack, all]) => [stack, Object.keys(all).length] as const);
  console.info(`resources: ${sizes.map(([stack, size]) => `${stack} ${size}`).join(', ')}`);

  expect(sizes.filter(([, size]) => size >= SPLIT_AT)).toEqual([]);
});

test('every stack of routes holds some', () => {
  const holding = new Set(Object.values<Route>(routes).map(({ id }) => routeStackOf(id)));
  expect([...holding].sort()).toEqual([...ROUTE_STACK_NAMES].sort());
});

test('the data key lets in the log groups of every stack that has any, and of no other', () => {
  const logging = new Set(find(synthesis, 'AWS::Logs::LogGroup').map(({ stack }) => stack));
  expect([...logging].sort()).toEqual(LOGGING_STACKS.map((name) => `acme-${name}`).sort());
  const policy = JSON.stringify(find(synthesis, 'AWS::KMS::Key').map(({ Properties }) => Properties.KeyPolicy));
  for (const stack of logging) expect(policy).toContain(`log-group:${stack}-*`);
});
