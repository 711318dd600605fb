import { expect, test } from 'vitest';
import {
  collectEvents,
  cursorOf,
  type EventRecord,
  firstIdOf,
  readCursor,
} from '../../../lambdas/audit/event-query.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const START = Date.UTC(2025, 5, 1);
const record = (timeMs: number, type = 'user.created'): EventRecord => ({
  id: newId('event', new Date(timeMs)),
  scope: 'proj_x',
  type,
  timeMs,
  public: {},
  blocks: {},
});

async function* pages(records: readonly EventRecord[], size: number, read: { count: number }) {
  for (let index = 0; index < records.length; index += size) {
    read.count++;
    yield records.slice(index, index + size);
  }
}

const ALL = { types: [], startMs: 0, endMs: Number.POSITIVE_INFINITY };

test('a cursor is base64url of time and id, and reads back', () => {
  const event = record(START);
  const cursor = cursorOf(event);
  expect(Buffer.from(cursor, 'base64url').toString()).toBe(`2025-06-01T00:00:00.000Z|${event.id}`);
  expect(cursor).not.toContain('=');
  expect(readCursor(cursor)).toBe(event.id);
});

test('the first id of a millisecond lies above all earlier ids and below all of its own', () => {
  expect(record(START - 1).id < firstIdOf(START)).toBe(true);
  expect(record(START + 1).id > firstIdOf(START + 1)).toBe(true);
});

test('no more is read than the page and the one event that tells of a next page', async () => {
  const records = Array.from({ length: 100 }, (_, index) => record(START - index));
  const read = { count: 0 };
  const found = await collectEvents(pages(records, 10, read), { ...ALL, limit: 10 });
  expect(found.records).toEqual(records.slice(0, 10));
  expect(found.after).toBe(cursorOf(records[9] as EventRecord));
  expect(read.count).toBe(2);
});

test('a full last page has no next one', async () => {
  const records = Array.from({ length: 10 }, (_, index) => record(START - index));
  expect((await collectEvents(pages(records, 4, { count: 0 }), { ...ALL, limit: 10 })).after).toBeUndefined();
});

test('reading stops where the range begins, clocks that differ allowed for', async () => {
  const records = Array.from({ length: 100 }, (_, index) => record(START - index * 10_000));
  const read = { count: 0 };
  const filter = { ...ALL, startMs: START - 100_000, limit: 100 };
  expect((await collectEvents(pages(records, 10, read), filter)).records).toHaveLength(11);
  expect(read.count).toBe(2);
});

test('a rare type ends the page after 1,000 events, and the next page goes on from there', async () => {
  const records = Array.from({ length: 3_000 }, (_, index) => record(START - index, index === 5 ? 'rare' : 'frequent'));
  const found = await collectEvents(pages(records, 100, { count: 0 }), { ...ALL, types: ['rare'], limit: 10 });
  expect(found.records).toHaveLength(1);
  expect(found.after).toBe(cursorOf(records[999] as EventRecord));
});

test('a type that never happened costs at most 10,000 events a request', async () => {
  const records = Array.from({ length: 12_000 }, (_, index) => record(START - index));
  const read = { count: 0 };
  const found = await collectEvents(pages(records, 100, read), { ...ALL, types: ['never'], limit: 10 });
  expect(found).toEqual({ records: [], after: cursorOf(records[9_999] as EventRecord) });
  expect(read.count).toBe(100);
});
