/** How confirmed numbers are stored: a row in the person's collection, and one that makes the number theirs in the project. */
import type { Account } from '../session/account-store.ts';
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone } from '../shared/change.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import { phoneKey, phoneOwnerKey } from '../shared/table.ts';

export interface Phone {
  readonly id: string;
  readonly userId: string;
  /** E.164. */
  readonly number: string;
  /** Keyed hash of the number: the key of the row that finds its owner. */
  readonly hash: string;
  /** RFC 3339. */
  readonly confirmedAt: string;
}

export const phoneHash = (projectId: string, number: string): Promise<string> => keyedHash('phone', projectId, number);

const fromRow = (row: Row): Phone => ({
  id: row.id as string,
  userId: row.user_id as string,
  number: row.number as string,
  hash: row.hash as string,
  confirmedAt: row.confirmed_at as string,
});

/** There is none unless it was confirmed. */
export function phoneOf({ user, rows }: Pick<Account, 'user' | 'rows'>): Phone | undefined {
  const row = rows.find(({ sk }) => sk === phoneKey(user.id).sk);
  return row && fromRow(row);
}

export async function findPhoneOwner(projectId: string, hash: string): Promise<string | undefined> {
  const row = await getRow('IDENTITY_TABLE', phoneOwnerKey(projectId, hash));
  return row?.user_id as string | undefined;
}

/** A number has one owner in a project: codes that are sent to it sign one person in. */
export const insertPhone = (projectId: string, phone: Phone): Change<'already_enrolled'>[] => [
  insert(
    {
      ...phoneKey(phone.userId),
      id: phone.id,
      user_id: phone.userId,
      number: phone.number,
      hash: phone.hash,
      confirmed_at: phone.confirmedAt,
    },
    'already_enrolled',
  ),
  insert({ ...phoneOwnerKey(projectId, phone.hash), user_id: phone.userId }, 'already_enrolled'),
];

/** Of two who remove it, the second fails. */
export const removePhone = (projectId: string, phone: Phone): Change<'conflict'>[] => [
  tombstone(phone.id, 'conflict'),
  remove(phoneKey(phone.userId), { id: phone.id }, 'conflict'),
  remove(phoneOwnerKey(projectId, phone.hash), { user_id: phone.userId }, 'conflict'),
];
