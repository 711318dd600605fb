/** What goes with a user: memberships, passkeys with the rows that find them, sessions, and all else of their collection. */
import type { Membership } from '../membership/membership.ts';
import { MEMBERSHIP_PREFIX, membershipFromRow } from '../membership/membership-store.ts';
import type { Operator } from '../operator/operator.ts';
import { operatorOf } from '../operator/operator-store.ts';
import { type Key, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, remove } from '../shared/change.ts';
import {
  credentialKey,
  decisionsPk,
  formerMembershipsPk,
  passkeyKey,
  phoneKey,
  phoneOwnerKey,
  sessionsPk,
  subjectKeyKey,
  userKey,
  userPk,
} from '../shared/table.ts';
import type { User } from './user.ts';

const PASSKEY_PREFIX = String(passkeyKey('', '').sk);

export interface Belongings {
  readonly memberships: readonly Membership[];
  /** The two rows of each passkey. */
  readonly passkeys: readonly (readonly [Key, Key])[];
  readonly sessions: readonly Key[];
  /** One row of each kind at most: other factors, habits, roles. */
  readonly others: readonly Key[];
  /** Gives up their telephone number, unless it is somebody else's by now. */
  readonly number: readonly Change<'conflict'>[];
  /** Where they are in office: read with the rest, so that no role given meanwhile goes unseen. */
  readonly operator: Operator | undefined;
}

const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });

export async function getBelongings({ id, projectId }: User): Promise<Belongings> {
  const [rows, sessions] = await Promise.all([
    queryAllRows('IDENTITY_TABLE', userPk(id)),
    queryAllRows('IDENTITY_TABLE', sessionsPk(id)),
  ]);
  const listed = [userKey(id).sk, subjectKeyKey(id).sk];
  const apart = [MEMBERSHIP_PREFIX, PASSKEY_PREFIX];
  const under = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  return {
    memberships: under(MEMBERSHIP_PREFIX).map(membershipFromRow),
    passkeys: under(PASSKEY_PREFIX).map(({ credential_id }) => {
      const credential = String(credential_id);
      return [passkeyKey(id, credential), credentialKey(projectId, credential)] as const;
    }),
    sessions: sessions.map(keyOf),
    number: rows
      .filter(({ sk }) => sk === phoneKey(id).sk)
      .map(({ hash }) => remove(phoneOwnerKey(projectId, String(hash)), { user_id: id }, 'conflict')),
    operator: operatorOf({ rows }),
    others: rows
      .filter(({ sk }) => !listed.includes(String(sk)) && !apart.some((prefix) => String(sk).startsWith(prefix)))
      .map(keyOf),
  };
}

/** Those of the risk engine that let nobody in; the others lie with sessions. They outlive a deletion, not an erasure. */
export const decisionKeysOf = async (userId: string): Promise<Key[]> =>
  (await queryAllRows('IDENTITY_TABLE', decisionsPk(userId))).map(keyOf);

/** What memberships leave behind (`membership-store.ts`). */
export const formerMembershipKeysOf = async (userId: string): Promise<Key[]> =>
  (await queryAllRows('IDENTITY_TABLE', formerMembershipsPk(userId))).map(keyOf);

/** None of these is refused: a session that ends meanwhile, or a passkey that is removed, is gone either way. */
export const deleteRows = (keys: readonly Key[]): Change<'conflict'>[] =>
  keys.map((key) => remove(key, {}, 'conflict'));
