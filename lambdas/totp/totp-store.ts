/** How authenticator apps are stored: one row in the person's collection, changed only from the state that was read. */
import type { Account } from '../session/account-store.ts';
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone, update } from '../shared/change.ts';
import { totpKey } from '../shared/table.ts';
import type { Totp } from './totp.ts';

const fromRow = (row: Row): Totp => ({
  id: row.id as string,
  userId: row.user_id as string,
  status: row.status as Totp['status'],
  sealed: row.sealed as Uint8Array,
  counter: row.counter as number,
  createdAt: row.created_at as string,
  confirmedAt: row.confirmed_at as string | undefined,
});

export function totpOf({ user, rows }: Pick<Account, 'user' | 'rows'>): Totp | undefined {
  const row = rows.find(({ sk }) => sk === totpKey(user.id).sk);
  return row && fromRow(row);
}

const members = (totp: Totp): Row => ({
  id: totp.id,
  user_id: totp.userId,
  status: totp.status,
  sealed: totp.sealed,
  counter: totp.counter,
  created_at: totp.createdAt,
  confirmed_at: totp.confirmedAt,
});

/** @param pending one that was begun before and never confirmed: it is replaced. */
export const enrollTotp = (totp: Totp, pending: Totp | undefined): Change<'conflict'> =>
  pending
    ? update(totpKey(totp.userId), members(totp), { id: pending.id, status: 'pending' }, 'conflict')
    : insert({ ...totpKey(totp.userId), ...members(totp) }, 'conflict');

/** The code that confirms is used up with it. */
export const confirmTotp = ({ id, userId }: Totp, counter: number, now: Date): Change<'conflict'> =>
  update(
    totpKey(userId),
    { status: 'active', counter, confirmed_at: now.toISOString() },
    { id, status: 'pending' },
    'conflict',
  );

/** Of all who use a code that they read one counter for, one succeeds. */
export const advanceTotp = ({ id, userId, counter }: Totp, used: number): Change<'conflict'> =>
  update(totpKey(userId), { counter: used }, { id, status: 'active', counter }, 'conflict');

/** Of two who remove it, the second fails. */
export const removeTotp = ({ id, userId }: Totp): Change<'conflict'>[] => [
  tombstone(id, 'conflict'),
  remove(totpKey(userId), { id }, 'conflict'),
];
