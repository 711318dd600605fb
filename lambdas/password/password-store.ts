/** How passwords are stored: one row in the person's collection with the hash, and how often it was guessed wrongly. */
import type { Account } from '../session/account-store.ts';
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, check, increment, insert, remove, tombstone, update } from '../shared/change.ts';
import { EXPIRES_AT, passwordKey, usedKey } from '../shared/table.ts';
import type { Password } from './password.ts';

const fromRow = (row: Row): Password => ({
  userId: row.user_id as string,
  hash: row.hash as string,
  failures: row.failures as number,
  version: row.version as number,
  setAt: row.set_at as string,
});

export function passwordOf({ user, rows }: Pick<Account, 'user' | 'rows'>): Password | undefined {
  const row = rows.find(({ sk }) => sk === passwordKey(user.id).sk);
  return row && fromRow(row);
}

/** @param before the one that it takes the place of. A locked one is not locked any more. */
export function storePassword(
  userId: string,
  hash: string,
  before: Password | undefined,
  now: Date,
): Change<'conflict'> {
  const key = passwordKey(userId);
  // Versions of one person never repeat, though a password was removed in between: a link is for one version.
  const version = before ? before.version + 1 : now.getTime();
  const set = { hash, failures: 0, version, set_at: now.toISOString() };
  if (!before) return insert({ ...key, user_id: userId, ...set }, 'conflict');
  return update(key, set, { version: before.version }, 'conflict');
}

/** Wrong once more. Of many at once each one counts. */
export const countFailure = ({ userId, version }: Password): Change<'conflict'> =>
  increment(passwordKey(userId), 'failures', 1, { version }, 'conflict');

/** As many writes as a failure that is counted, for those who have nothing to count it at. */
export const countNothing = (requestId: string, now: Date): Change<'conflict'> =>
  insert(
    { ...usedKey('password', requestId), [EXPIRES_AT]: Math.ceil(now.getTime() / 1000) + 60 },
    'conflict',
    'EPHEMERAL_TABLE',
  );

/** It was right: the count begins anew, and a hash that was made with less than now is replaced. */
export const acceptPassword = ({ userId, version, hash }: Password, rehashed: string | undefined): Change<'conflict'> =>
  update(passwordKey(userId), { failures: 0, hash: rehashed ?? hash }, { version }, 'conflict');

/** It is still the one that was checked: a session by one that was changed meanwhile would outlive the change. */
export const holdPassword = ({ userId, version }: Password): Change<'conflict'> =>
  check(passwordKey(userId), { version }, 'conflict');

/** Of two who remove it, the second fails. */
export const removePassword = ({ userId, version }: Password): Change<'conflict'>[] => [
  tombstone(`${userId}/password/${version}`, 'conflict'),
  remove(passwordKey(userId), { version }, 'conflict'),
];
