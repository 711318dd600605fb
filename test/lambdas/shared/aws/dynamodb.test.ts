/** Reading item collections page after page, whatever bounds the first page had. */
import { expect, test } from 'vitest';
import { commitForTests } from '../../../dynamodb/commit-for-tests.ts';
import { makeClinic } from '../../../dynamodb/people.ts';
import '../../../dynamodb/world.ts';

const { queryAllRows } = await import('../../../../lambdas/shared/aws/dynamodb.ts');
const { insert } = await import('../../../../lambdas/shared/change.ts');

const SORT_KEYS = ['A#1', 'B#1', 'B#2', 'B#3', 'B#4', 'B#5', 'C#1'];

test.each([
  ['all of it', {}, SORT_KEYS],
  ['a prefix', { prefix: 'B#' }, SORT_KEYS.slice(1, 6)],
  ['between', { between: ['B#2', 'B#5'] }, SORT_KEYS.slice(2, 6)],
  ['after', { after: 'B#3' }, SORT_KEYS.slice(4)],
  ['before', { before: 'B#3' }, SORT_KEYS.slice(0, 3)],
  ['newest first', { prefix: 'B#', reverse: true }, SORT_KEYS.slice(1, 6).reverse()],
] as const)('%s, two rows a page', async (name, options, expected) => {
  const pk = `TEST#${name}`;
  const clinic = await makeClinic();
  await commitForTests(
    clinic,
    SORT_KEYS.map((sk) => insert({ pk, sk }, 'conflict')),
  );
  const rows = await queryAllRows('IDENTITY_TABLE', pk, { ...options, limit: 2 });
  expect(rows.map(({ sk }) => sk)).toEqual(expected);
});
