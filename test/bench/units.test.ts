/** The formulas of the bench, against the worked rules of the DynamoDB Developer Guide. */
import { expect, test } from 'vitest';
import { type Call, sequentialDepth } from './recorder.ts';
import { insertedItem, itemBytes, unitsOf } from './units.ts';

const call = (operation: string, request: unknown, answer: unknown = {}): Call => ({
  target: `DynamoDB_20120810.${operation}`,
  request,
  answer,
  answerText: '',
  beganMs: 0,
  endedMs: 0,
});
const unindexed = () => undefined;
const text = (bytes: number) => ({ pk: { S: 'x'.repeat(bytes - 2) } });

test('an item weighs its names and values', () => {
  expect(itemBytes({ pk: { S: 'é' } })).toBe(2 + 2);
  expect(itemBytes({ n: { N: '-1234' } })).toBe(1 + 3);
  expect(itemBytes({ b: { B: Buffer.alloc(5).toString('base64') }, t: { BOOL: true } })).toBe(1 + 5 + 1 + 1);
  expect(itemBytes({ l: { L: [{ S: 'ab' }] } })).toBe(1 + 3 + 1 + 2);
  expect(itemBytes({ m: { M: { k: { S: 'ab' } } } })).toBe(1 + 3 + 1 + 1 + 2);
});

test('a read is counted by 4 KB, and half when it may be stale; a query by all that it returns', () => {
  const get = (bytes: number, ConsistentRead: boolean) =>
    unitsOf(call('GetItem', { ConsistentRead }, { Item: text(bytes) }), unindexed).read;
  expect([get(100, true), get(4_096, true), get(4_097, true)]).toEqual([1, 1, 2]);
  expect([get(100, false), get(4_097, false)]).toEqual([0.5, 1]);
  const Items = [text(3_000), text(3_000)];
  expect(unitsOf(call('Query', { ConsistentRead: true }, { Items }), unindexed).read).toBe(2);
  expect(unitsOf(call('Query', {}, { Items: [] }), unindexed).read).toBe(0.5);
});

const INSERT = `INSERT INTO "audit" VALUE {'pk': ?, 'sk': ?, 'idx': ?, 'id': ?, 'leaf': ?}`;
const inserting = (leafBytes: number) => ({
  Statement: INSERT,
  Parameters: [{ S: 'p' }, { N: '1' }, { S: 'i' }, { S: 'd' }, { S: 'x'.repeat(leafBytes) }],
});

test('a statement names the item that it inserts', () => {
  expect(insertedItem(inserting(1))).toMatchObject({ table: 'audit', item: { pk: { S: 'p' }, leaf: { S: 'x' } } });
  expect(() => insertedItem({ Statement: 'UPDATE "t" SET "a" = ?', Parameters: [] })).toThrow('no formula');
});

test('a transactional write is two units for each KB, and one for each KB of what an index holds', () => {
  const write = (leafBytes: number, keysOnly: boolean) =>
    unitsOf(call('ExecuteTransaction', { TransactStatements: [inserting(leafBytes)] }), () => ({
      pk: 'idx',
      sk: 'id',
      keysOnly,
    })).write;
  expect(write(500, true)).toBe(2 + 1);
  expect(write(1_500, true)).toBe(4 + 1);
  expect(write(1_500, false)).toBe(4 + 2);
  expect(unitsOf(call('PutItem', { TableName: 'audit', Item: text(1_500) }), unindexed).write).toBe(2);
});

test('calls to KMS cost no request units', () => {
  expect(unitsOf({ ...call('', {}), target: 'TrentService.Sign' }, unindexed)).toEqual({ read: 0, write: 0 });
});

test('the depth of calls is the longest chain of which each waited for the one before', () => {
  const at = (beganMs: number, endedMs: number) => ({ beganMs, endedMs });
  expect(sequentialDepth([])).toBe(0);
  expect(sequentialDepth([at(0, 10), at(1, 9), at(2, 12)])).toBe(1);
  expect(sequentialDepth([at(0, 10), at(2, 12), at(12, 20), at(13, 25)])).toBe(2);
  expect(sequentialDepth([at(20, 30), at(0, 10), at(10, 20)])).toBe(3);
});
