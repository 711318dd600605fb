import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routes } from '../../lambdas/routes.ts';
import { judgeEmitted } from '../../scripts/emitted-events.ts';
import { collect, leave } from '../../scripts/emitted-folder.ts';

const name = 'POST /v1/organizations';
const table = { [name]: routes[name] };
const catalogue = ['organization.created', 'organization.deleted'];
const all = { types: catalogue, routes: { [name]: ['organization.created'] } };

describe('T6, of what the files of a run saw', () => {
  test('nothing is missing where every type was written and every route wrote one of its own', () => {
    expect(judgeEmitted(all, catalogue, table)).toEqual({
      line:
        'T6: 2 of 2 event types written by a test with all required members, 1 of 1 routes seen to write theirs, ' +
        '0 undeclared',
      missing: [],
    });
  });

  test('a type that no test writes is missing', () => {
    const { missing } = judgeEmitted({ ...all, types: ['organization.created'] }, catalogue, table);
    expect(missing).toEqual(['no test writes organization.deleted']);
  });

  test('a route that no test sees write an event of its contract is missing, whatever else it wrote', () => {
    const seen = { ...all, routes: { [name]: ['request.refused'] } };
    expect(judgeEmitted(seen, catalogue, table).missing).toEqual([`no test sees ${name} write an event`]);
    expect(judgeEmitted({ ...all, routes: {} }, catalogue, table).missing).toHaveLength(1);
  });

  test('an event that its contract does not name is told', () => {
    const seen = { ...all, routes: { [name]: ['organization.created', 'user.deleted'] } };
    expect(judgeEmitted(seen, catalogue, table).missing).toEqual([`${name} writes user.deleted undeclared`]);
  });
});

test('files of all runs are taken together, and a run of some files leaves none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hale-emitted-test-'));
  leave({ types: ['a.b'], routes: { [name]: ['a.b'] } }, folder);
  leave({ types: ['c.d', 'a.b'], routes: { [name]: ['c.d'] } }, folder);
  leave({ types: ['e.f'], routes: {} }, '');
  expect(collect(folder)).toMatchObject({ types: expect.arrayContaining(['a.b', 'c.d']) });
  expect(collect(folder).types).toHaveLength(2);
  expect([...(collect(folder).routes[name] ?? [])].sort()).toEqual(['a.b', 'c.d']);
});
