/** How passkeys are stored: a row in the user's collection, and a row that makes the credential unique in the project. */
import type { Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import { credentialKey, passkeyKey } from '../shared/table.ts';
import { noteRemovedPasskey, type StoredUser } from '../user/user-store.ts';
import type { Passkey } from './passkey.ts';

export const PASSKEY_PREFIX = 'PASSKEY#';

export const passkeyFromRow = (row: Row): Passkey => ({
  id: row.id as string,
  credentialId: row.credential_id as string,
  userId: row.user_id as string,
  name: row.name as string | undefined,
  publicKey: row.public_key as Uint8Array,
  counter: row.counter as number,
  aaguid: row.aaguid as string,
  attested: row.attested === true,
  synced: row.synced as boolean,
  transports: row.transports as string[],
  status: row.status as Passkey['status'],
  createdAt: row.created_at as string,
});

export const insertPasskey = (projectId: string, passkey: Passkey): Change<'passkey_verification_failed'>[] => [
  insert(
    {
      ...passkeyKey(passkey.userId, passkey.credentialId),
      id: passkey.id,
      credential_id: passkey.credentialId,
      user_id: passkey.userId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      aaguid: passkey.aaguid,
      attested: passkey.attested || undefined,
      synced: passkey.synced,
      transports: passkey.transports,
      status: passkey.status,
      created_at: passkey.createdAt,
    },
    'passkey_verification_failed',
  ),
  insert({ ...credentialKey(projectId, passkey.credentialId), user_id: passkey.userId }, 'passkey_verification_failed'),
];

/** Of two sign-ins that read one counter, one succeeds. Synced passkeys count nothing and need no write. */
export const advanceCounter = (passkey: Passkey, counter: number): Change<'passkey_verification_failed'>[] =>
  counter === passkey.counter
    ? []
    : [
        update(
          passkeyKey(passkey.userId, passkey.credentialId),
          { counter },
          { counter: passkey.counter, status: 'active' },
          'passkey_verification_failed',
        ),
      ];

/** Whatever its counter is by now: a copy that signs beside the owner must not win by being second. */
export const suspectPasskey = (passkey: Passkey): Change<'conflict'> =>
  update(
    passkeyKey(passkey.userId, passkey.credentialId),
    { status: 'suspect' },
    { id: passkey.id, status: 'active' },
    'conflict',
  );

export const renamePasskey = (passkey: Passkey, name: string): Change<'not_found'> =>
  update(passkeyKey(passkey.userId, passkey.credentialId), { name }, { id: passkey.id }, 'not_found');

/** Of several removals of one reading of the user, one succeeds: so two cannot each leave the other's passkey as the last. */
export const removePasskey = (user: StoredUser, passkey: Passkey, now: Date): Change<'conflict'>[] => [
  noteRemovedPasskey(user, passkey.id, now),
  remove(passkeyKey(user.id, passkey.credentialId), { id: passkey.id }, 'conflict'),
  remove(credentialKey(user.projectId, passkey.credentialId), { user_id: user.id }, 'conflict'),
];
