/**
 * How habits are stored: one row of the person's collection, sealed under the key of their part of the log. Network
 * addresses and places of a person are personal data; destroying that key erases them too.
 */
import type { KeyObject } from 'node:crypto';
import { openBlock, sealBlock } from '../audit/block.ts';
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { habitsKey } from '../shared/table.ts';
import type { Habits } from './habits.ts';

/** What the block is bound to beside the person; another form is another purpose. */
const PURPOSE = 'habits/v1';

const rowOf = (rows: readonly Row[], userId: string): Row | undefined =>
  rows.find(({ sk }) => sk === habitsKey(userId).sk);

const hasHabits = (rows: readonly Row[], userId: string): boolean => rowOf(rows, userId) !== undefined;

/** `undefined` where there are none. @param key of the person's part of the log. */
export function openHabits(rows: readonly Row[], userId: string, key: KeyObject): Habits | undefined {
  const sealed = rowOf(rows, userId)?.sealed;
  if (!(sealed instanceof Uint8Array)) return undefined;
  return JSON.parse(openBlock(sealed, key, PURPOSE, userId)) as Habits;
}

/**
 * The newest ones hold: of two sign-ins at once one is forgotten, which harms nobody. It fails only where another one
 * made the row meanwhile, or the person is gone.
 */
export function keepHabits(rows: readonly Row[], userId: string, habits: Habits, key: KeyObject): Change<'conflict'> {
  const sealed = sealBlock(JSON.stringify(habits), key, PURPOSE, userId);
  return hasHabits(rows, userId)
    ? update(habitsKey(userId), { sealed }, {}, 'conflict')
    : insert({ ...habitsKey(userId), sealed }, 'conflict');
}
