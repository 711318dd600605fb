/**
 * Takes away what a person signs in with, because somebody else may have it. Passkeys are suspended and kept, for they
 * may be evidence; the rest is secret in itself and goes. Whoever is locked out so comes back by recovery.
 */
import { phoneOf, removePhone } from '../otp/phone-store.ts';
import { suspectPasskey } from '../passkey/passkey-store.ts';
import { passwordOf, removePassword } from '../password/password-store.ts';
import { recoveryCodesOf } from '../recovery-code/recovery-code-store.ts';
import type { Account } from '../session/account-store.ts';
import { concerning } from '../session/request.ts';
import { remove } from '../shared/change.ts';
import { recoveryCodesKey } from '../shared/table.ts';
import { removeTotp, totpOf } from '../totp/totp-store.ts';
import { signOutUser } from '../user/user-store.ts';
import { because, type Deed } from './deed.ts';

/** Each is two statements with its event, of the hundred that a transaction takes. */
const PASSKEYS_AT_ONCE = 20;

/** One factor, if the person has it. */
type Drop = (account: Account) => Deed | undefined;

const credential = (id: string) => ({ type: 'credential', id });
const person = ({ user: { id } }: Account) => ({ type: 'user', id });

const dropTotp: Drop = (account) => {
  const totp = totpOf(account);
  if (!totp) return undefined;
  const event = { ...because, type: 'totp.removed', target: credential(totp.id) } as const;
  return { changes: removeTotp(totp), events: [{ ...event, subjects: concerning(account) }], count: 1 };
};

const dropPassword: Drop = (account) => {
  const password = passwordOf(account);
  if (!password) return undefined;
  const event = { ...because, type: 'password.removed', target: person(account) } as const;
  return { changes: removePassword(password), events: [{ ...event, subjects: concerning(account) }], count: 1 };
};

const dropPhone: Drop = (account) => {
  const phone = phoneOf(account);
  if (!phone) return undefined;
  const event = { ...because, type: 'phone.removed', target: credential(phone.id) } as const;
  const changes = removePhone(account.user.projectId, phone);
  return { changes, events: [{ ...event, subjects: concerning(account) }], count: 1 };
};

const dropCodes: Drop = (account) => {
  if (!recoveryCodesOf(account)) return undefined;
  const { id, status } = account.user;
  const event = { ...because, type: 'user.updated', detail: { changed: ['recovery_codes'], status } } as const;
  return {
    changes: [remove(recoveryCodesKey(id), {}, 'conflict')],
    events: [{ ...event, target: person(account), subjects: concerning(account) }],
    count: 1,
  };
};

export function dropCredentials(account: Account, now: Date): Deed {
  const subjects = concerning(account);
  const active = account.passkeys.filter(({ status }) => status === 'active');
  const some = active.slice(0, PASSKEYS_AT_ONCE);
  const passkeys: Deed = {
    changes: some.map(suspectPasskey),
    events: some.map(({ id, aaguid }) => ({
      ...because,
      type: 'passkey.suspended',
      target: credential(id),
      detail: { aaguid },
      subjects,
    })),
    count: some.length,
  };
  if (active.length > some.length) return { ...passkeys, more: true };
  const others = [dropTotp, dropPassword, dropPhone, dropCodes].flatMap((drop) => drop(account) ?? []);
  const all = [passkeys, ...others];
  return {
    changes: [...all.flatMap(({ changes }) => changes), signOutUser(account.user, now)],
    events: [
      ...all.flatMap(({ events }) => events),
      { ...because, type: 'user.signed_out', target: person(account), subjects },
    ],
    count: all.reduce((sum, { count }) => sum + count, 0),
  };
}
