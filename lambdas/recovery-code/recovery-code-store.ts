/** How recovery codes are stored: one row in the person's collection with the hashes of those left. */
import type { Account } from '../session/account-store.ts';
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { recoveryCodesKey } from '../shared/table.ts';
import type { RecoveryCodes } from './recovery-code.ts';

const fromRow = (row: Row): RecoveryCodes => ({
  userId: row.user_id as string,
  left: row.codes as string[],
  version: row.version as number,
  createdAt: row.created_at as string,
});

export function recoveryCodesOf({ user, rows }: Pick<Account, 'user' | 'rows'>): RecoveryCodes | undefined {
  const row = rows.find(({ sk }) => sk === recoveryCodesKey(user.id).sk);
  return row && fromRow(row);
}

/** @param before those that these take the place of. */
export function storeRecoveryCodes(
  userId: string,
  hashes: readonly string[],
  before: RecoveryCodes | undefined,
  now: Date,
): Change<'conflict'> {
  const key = recoveryCodesKey(userId);
  const set = { codes: hashes, version: (before?.version ?? 0) + 1, created_at: now.toISOString() };
  if (!before) return insert({ ...key, user_id: userId, ...set }, 'conflict');
  return update(key, set, { version: before.version }, 'conflict');
}

/** Of all who use one code, one succeeds. */
export const useRecoveryCode = (before: RecoveryCodes, left: readonly string[]): Change<'conflict'> =>
  update(
    recoveryCodesKey(before.userId),
    { codes: left, version: before.version + 1 },
    { version: before.version },
    'conflict',
  );
