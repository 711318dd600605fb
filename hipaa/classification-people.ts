/** What Hale keeps of people and of how they sign in. */
import type { Membership } from '../lambdas/membership/membership.ts';
import type { QueuedMessage } from '../lambdas/message/message-store.ts';
import type { Phone } from '../lambdas/otp/phone-store.ts';
import type { Passkey } from '../lambdas/passkey/passkey.ts';
import type { Password } from '../lambdas/password/password.ts';
import type { Recovery } from '../lambdas/recovery/recovery.ts';
import type { RecoveryCodes } from '../lambdas/recovery-code/recovery-code.ts';
import type { Habits } from '../lambdas/risk/habits.ts';
import type { Session } from '../lambdas/session/session.ts';
import type { Totp } from '../lambdas/totp/totp.ts';
import type { StoredUser } from '../lambdas/user/user-store.ts';
import { type Kind, kind } from './classification-kind.ts';

const ephemeral = (name: string, kept: string, goes: string) => ({ name, table: 'ephemeral', kept, goes }) as const;
const identity = (name: string, kept: string, goes: string) => ({ name, table: 'identity', kept, goes }) as const;

export const PEOPLE: readonly Kind[] = [
  kind<StoredUser>()(
    identity('user', 'emailHash is a keyed hash; all else in clear', 'when the user is deleted or erased'),
    {
      identifier: ['email', 'name', 'phone', 'metadata'],
      linked: [
        ['id', 'projectId', 'emailHash', 'emailVerified', 'selfRegistered', 'status', 'signedOutAt'],
        ['removedPasskeys', 'memberships', 'version', 'createdAt', 'updatedAt'],
      ],
    },
  ),
  kind<Phone>()(
    identity('confirmed telephone', 'hash is keyed; the number in clear', 'when it is removed, or with the user'),
    {
      identifier: ['number'],
      linked: ['id', 'userId', 'hash', 'confirmedAt'],
    },
  ),
  kind<Membership>()(identity('membership', 'in clear', 'when it ends; two ids stay until the erasure'), {
    linked: ['id', 'projectId', 'organizationId', 'userId', 'role', 'version', 'createdAt', 'updatedAt'],
  }),
  kind<Passkey>()(
    identity(
      'passkey',
      'in clear; the private key never leaves the authenticator',
      'when it is removed, or with the user',
    ),
    {
      identifier: ['credentialId', 'name'],
      linked: [
        ['id', 'userId', 'publicKey', 'counter', 'aaguid', 'attested', 'synced', 'transports'],
        ['status', 'createdAt'],
      ],
    },
  ),
  kind<Password>()(identity('password', 'hash is argon2id', 'when it is removed, or with the user'), {
    secret: ['hash'],
    linked: ['userId', 'failures', 'version', 'setAt'],
  }),
  kind<Totp>()(
    identity('authenticator app', 'the seed is sealed under a KMS data key', 'when it is removed, or with the user'),
    {
      secret: ['sealed'],
      linked: ['id', 'userId', 'status', 'counter', 'createdAt', 'confirmedAt'],
    },
  ),
  kind<RecoveryCodes>()(identity('recovery codes', 'left holds hashes', 'when they are replaced, or with the user'), {
    secret: ['left'],
    linked: ['userId', 'version', 'createdAt'],
  }),
  kind<Session>()(
    identity(
      'session',
      'seed is what refresh tokens are derived from, and of no use without a key of KMS',
      'when it ended, and with the user',
    ),
    {
      identifier: ['userAgent', 'network'],
      secret: ['seed'],
      linked: [
        ['id', 'userId', 'projectId', 'organizationId', 'membershipId', 'role', 'method', 'factors'],
        ['amr', 'acr', 'aaguid', 'synced', 'attested', 'credentialId', 'authTimeMs', 'createdAtMs'],
        ['lastActiveAtMs', 'generation', 'rotatedAtMs', 'rotatedBy', 'policyVersion', 'status'],
        ['endReason', 'signedOutBefore', 'risk', 'impersonation'],
      ],
    },
  ),
  kind<Habits>()(
    identity('habits of the risk engine', 'sealed as a whole under the key of the person', 'with the user'),
    {
      identifier: ['devices', 'blocks', 'place'],
      linked: ['countries', 'lastMs', 'hours', 'unusualMs'],
    },
  ),
  kind<Recovery>()(
    identity('recovery', 'hashes; page in clear', 'stays as evidence, without what would tell the person'),
    {
      secret: ['tokenHash'],
      linked: [
        ['id', 'projectId', 'userId', 'emailHash', 'organizationId', 'status', 'requestedAt'],
        ['provenAt', 'approvals', 'needed', 'notBefore', 'endedAt', 'version'],
      ],
      setting: ['page'],
    },
  ),
  kind<QueuedMessage>()(
    ephemeral(
      'mail or text message',
      'sealed as a whole under a key of its own that KMS derives; emptied once it is sent',
      'an hour at most',
    ),
    {
      identifier: ['sealed'],
      linked: ['id', 'projectId', 'expiresAtMs'],
    },
  ),
];
