import { expect, test } from 'vitest';
import {
  BEFORE_ALL,
  BEHIND_ALL,
  cursorAt,
  cursorOf,
  firstIdOf,
  including,
  readCursor,
  timeOfId,
} from '../../../lambdas/audit/event-query.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const START = Date.UTC(2025, 5, 1);
const record = (timeMs: number) => ({ id: newId('event', new Date(timeMs)), timeMs });

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
  expect(timeOfId(record(START).id)).toBe(START);
});

test('the first bounds lie around every id', () => {
  for (const { id } of [record(0), record(START), record(2 ** 48 - 1)]) {
    expect(id > BEFORE_ALL && id < BEHIND_ALL).toBe(true);
    expect(including(id) > id && including(id) < BEHIND_ALL).toBe(true);
  }
});

test.each([
  ['evt_01JD00000000000000000000AA', 'evt_01JD00000000000000000000AB'],
  ['evt_01JD00000000000000000000AZ', 'evt_01JD00000000000000000000B0'],
  ['evt_01JD000000000000000000HZZZ', 'evt_01JD000000000000000000J000'],
])('the cursor that includes %s is the id behind it', (id, behind) => {
  expect(readCursor(cursorAt(including(id)))).toBe(behind);
  expect(readCursor(cursorAt(id))).toBe(id);
  expect(behind > including(id)).toBe(true);
});
