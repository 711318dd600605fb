/** A person as sign-in and refresh need them: one Query of their collection. */

import type { Membership } from '../membership/membership.ts';
import { MEMBERSHIP_PREFIX, membershipFromRow } from '../membership/membership-store.ts';
import type { Passkey } from '../passkey/passkey.ts';
import { PASSKEY_PREFIX, passkeyFromRow } from '../passkey/passkey-store.ts';
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { ID_PREFIXES } from '../shared/ids.ts';
import { emailKey, subjectKeyKey, userKey, userPk } from '../shared/table.ts';
import { type StoredUser, userFromRow } from '../user/user-store.ts';

export interface Account {
  readonly user: StoredUser;
  /** Of the person's part of the log; absent once that was erased. */
  readonly wrappedKey: Uint8Array | undefined;
  readonly memberships: readonly Membership[];
  readonly passkeys: readonly Passkey[];
  /** All of the collection: each area finds its own row (`totpOf`, `passwordOf`, ...). */
  readonly rows: readonly Row[];
}

/** Nobody's id: its collection is empty for ever. */
const NOBODY = `${ID_PREFIXES.user}_${'0'.repeat(26)}`;

/** By the hash of an e-mail address. As many reads where there is nobody as where there is somebody (security.md, row 1). */
export async function findAccount(projectId: string, emailHash: string): Promise<Account | undefined> {
  const row = await getRow('IDENTITY_TABLE', emailKey(projectId, emailHash));
  return getAccount(projectId, String(row?.user_id ?? NOBODY));
}

/** `undefined` for a user of another project too. */
export async function getAccount(projectId: string, userId: string): Promise<Account | undefined> {
  const rows = await queryAllRows('IDENTITY_TABLE', userPk(userId));
  const user = rows.find(({ sk }) => sk === userKey(userId).sk);
  if (user?.project_id !== projectId) return undefined;
  const under = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  return {
    user: userFromRow(user),
    wrappedKey: rows.find(({ sk }) => sk === subjectKeyKey(userId).sk)?.wrapped_key as Uint8Array | undefined,
    memberships: under(MEMBERSHIP_PREFIX).map(membershipFromRow),
    passkeys: under(PASSKEY_PREFIX).map(passkeyFromRow),
    rows,
  };
}
