import { expect, test } from 'vitest';

process.env.IDENTITY_TABLE = 'identity';
const { check, increment, insert, remove, tombstone, update } = await import('../../../lambdas/shared/change.ts');

const key = { pk: 'USER#user_1', sk: 'USER' };

test('an insert names what is there and leaves out what is not', () => {
  expect(
    insert({ ...key, name: 'Ada', phone: undefined, tags: ['a'], seen: { at: 1, by: undefined } }, 'conflict'),
  ).toEqual({
    statement: `INSERT INTO "identity" VALUE {'pk': ?, 'sk': ?, 'name': ?, 'tags': ?, 'seen': ?}`,
    parameters: [{ S: 'USER#user_1' }, { S: 'USER' }, { S: 'Ada' }, { L: [{ S: 'a' }] }, { M: { at: { N: '1' } } }],
    otherwise: 'conflict',
  });
});

test('an update sets, removes what is undefined, and holds only under its conditions', () => {
  expect(update(key, { name: 'Ada', phone: undefined }, { version: 3, status: undefined }, 'conflict')).toEqual({
    statement: 'UPDATE "identity" SET "name" = ? REMOVE "phone" WHERE "pk" = ? AND "sk" = ? AND "version" = ?',
    parameters: [{ S: 'Ada' }, { S: 'USER#user_1' }, { S: 'USER' }, { N: '3' }],
    otherwise: 'conflict',
  });
});

test('an increment adds to what is stored, whatever that is', () => {
  expect(increment(key, 'members', -1, { project_id: 'proj_1' }, 'not_found')).toEqual({
    statement: 'UPDATE "identity" SET "members" = "members" + ? WHERE "pk" = ? AND "sk" = ? AND "project_id" = ?',
    parameters: [{ N: '-1' }, { S: 'USER#user_1' }, { S: 'USER' }, { S: 'proj_1' }],
    otherwise: 'not_found',
  });
});

test('a removal and a check name the row by all its conditions', () => {
  expect(remove(key, { id: 'x' }, 'conflict').statement).toBe(
    'DELETE FROM "identity" WHERE "pk" = ? AND "sk" = ? AND "id" = ?',
  );
  expect(check(key, { id: 'x' }, 'conflict').statement).toBe(
    'EXISTS(SELECT * FROM "identity" WHERE "pk" = ? AND "sk" = ? AND "id" = ?)',
  );
});

test('a tombstone is a row of its own', () => {
  expect(tombstone('user_1', 'not_found')).toEqual(insert({ pk: 'GONE#user_1', sk: 'GONE' }, 'not_found'));
});

test('a value never becomes part of a statement', () => {
  const { statement, parameters } = insert({ ...key, name: `'} ; DROP "` }, 'conflict');
  expect(statement).not.toContain('DROP');
  expect(parameters.at(-1)).toEqual({ S: `'} ; DROP "` });
});
