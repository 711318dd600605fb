/** What of the registry of lanes is acted on: nothing but the lanes of organizations and projects. */
import { expect, it } from 'vitest';
import { readRegistry } from '../../../lambdas/log/lane-registry.ts';

const ORGANIZATION = 'org_01JD0000000000000000000000';
const PROJECT = 'proj_01JD0000000000000000000000';

it('gives the lanes of organizations and projects', () => {
  const keys = [`${ORGANIZATION}#0`, `${PROJECT}#0`, `${PROJECT}#15`];
  expect(readRegistry(keys)).toEqual({
    lanes: new Map([
      [ORGANIZATION, [0]],
      [PROJECT, [0, 15]],
    ]),
    foreign: [],
  });
});

it.each([
  `${PROJECT}/keys#0`,
  `${PROJECT}#16`,
  `${PROJECT}#00`,
  `${PROJECT}#-1`,
  `${PROJECT}#0.5`,
  `${PROJECT}#0#0`,
  `${PROJECT}%23#0`,
  PROJECT,
  '..#0',
  '#0',
  'user_01JD0000000000000000000000#0',
  '',
])('acts on no other row: %s', (key) => {
  expect(readRegistry([key])).toEqual({ lanes: new Map(), foreign: [key] });
});
