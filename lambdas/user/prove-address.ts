/**
 * What becomes true with a session that a message to the person's mailbox led to: the address is theirs. Where until now
 * only somebody who signed up said so, that one may be a stranger who waits behind the address, so everything that they
 * enrolled goes in the same transaction, and their sessions are over (security.md, rows 1 and 33).
 */
import type { EventDraft } from '../audit/event.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import { type Change, remove } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import {
  credentialKey,
  habitsKey,
  passkeyKey,
  passwordKey,
  phoneKey,
  phoneOwnerKey,
  recoveryCodesKey,
  totpKey,
} from '../shared/table.ts';
import { isUnprovenClaim, justBefore } from './user.ts';
import { proveEmail } from './user-store.ts';

export interface Proven {
  /** As it is then. */
  readonly account: Account;
  readonly changes: readonly Change<'conflict'>[];
  readonly events: readonly EventDraft[];
}

/** So many go with the session; more than that before it, in transactions of their own. */
const PASSKEYS_AT_LAST = 10;

const ROWS = [
  [totpKey, 'totp.removed'],
  [passwordKey, 'password.removed'],
  [recoveryCodesKey, undefined],
  [phoneKey, 'phone.removed'],
] as const;

const because = { reason: 'address_proven' } as const;

/** The rows of other factors, and the events of that. */
function otherFactors({ user, rows }: Account): { changes: Change<'conflict'>[]; events: EventDraft[] } {
  const changes: Change<'conflict'>[] = [];
  const events: EventDraft[] = [];
  for (const [keyOf, type] of ROWS) {
    const row = rows.find(({ sk }) => sk === keyOf(user.id).sk);
    if (!row) continue;
    changes.push(remove(keyOf(user.id), {}, 'conflict'));
    if (type) events.push({ ...because, type, target: { type: 'user', id: user.id } });
    if (type === 'phone.removed')
      changes.push(remove(phoneOwnerKey(user.projectId, String(row.hash)), { user_id: user.id }, 'conflict'));
  }
  return { changes, events };
}

const rowsOfPasskeys = ({ user }: Account, passkeys: Account['passkeys']): Change<'conflict'>[] =>
  passkeys.flatMap(({ credentialId }) => [
    remove(passkeyKey(user.id, credentialId), {}, 'conflict'),
    remove(credentialKey(user.projectId, credentialId), { user_id: user.id }, 'conflict'),
  ]);

/** What need not wait for the session, because whoever answered the message has shown that the address is theirs. */
async function clearAway({ commit }: Pick<Request, 'commit'>, account: Account): Promise<Result<Account, 'conflict'>> {
  const { user, rows, passkeys } = account;
  const habits = rows.filter(({ sk }) => sk === habitsKey(user.id).sk);
  const more = passkeys.slice(PASSKEYS_AT_LAST);
  for (let from = 0; from < Math.max(more.length, habits.length); from += 2 * PASSKEYS_AT_LAST) {
    const some = more.slice(from, from + 2 * PASSKEYS_AT_LAST);
    const forgotten = from === 0 ? habits.map(() => remove(habitsKey(user.id), {}, 'conflict')) : [];
    const committed = await commit([...forgotten, ...rowsOfPasskeys(account, some)], {
      type: 'user.updated',
      ...because,
      target: { type: 'user', id: user.id },
      detail: { changed: [...(forgotten.length > 0 ? ['habits'] : []), ...(some.length > 0 ? ['passkeys'] : [])] },
      subjects: acting(account),
    });
    if (!committed.ok) return err('conflict');
  }
  return ok({ ...account, rows: rows.filter((row) => !habits.includes(row)) });
}

/**
 * For `mintSession`, whose account and changes these are. Contracts name the events `passkey.removed`, `phone.removed`,
 * `password.removed`, `session.revoked`, `totp.removed`, `user.profile_updated` and `user.updated`.
 */
export async function proveAddress(
  call: Pick<Request, 'commit' | 'now'>,
  account: Account,
): Promise<Result<Proven, 'conflict'>> {
  const { now } = call;
  const { user } = account;
  if (user.emailVerified) return ok({ account, changes: [], events: [] });
  const target = { type: 'user', id: user.id } as const;
  const verified: EventDraft = { type: 'user.profile_updated', target, detail: { changed: ['email_verified'] } };
  const proven = { ...user, emailVerified: true, version: user.version + 1 };
  if (!isUnprovenClaim(user))
    return ok({ account: { ...account, user: proven }, changes: [proveEmail(user, now)], events: [verified] });

  const cleared = await clearAway(call, account);
  if (!cleared.ok) return cleared;
  const left = account.passkeys.slice(0, PASSKEYS_AT_LAST);
  const others = otherFactors(account);
  const factors = ROWS.map(([keyOf]) => String(keyOf(user.id).sk));
  return ok({
    account: {
      ...cleared.value,
      user: { ...proven, signedOutAt: justBefore(now) },
      passkeys: [],
      rows: cleared.value.rows.filter(({ sk }) => !factors.includes(String(sk))),
    },
    changes: [
      proveEmail(
        user,
        now,
        account.passkeys.map(({ id }) => id),
      ),
      ...rowsOfPasskeys(account, left),
      ...others.changes,
    ],
    events: [
      verified,
      ...left.map(
        ({ id, aaguid }): EventDraft => ({
          ...because,
          type: 'passkey.removed',
          target: { type: 'credential', id },
          detail: { aaguid },
        }),
      ),
      ...others.events,
      { ...because, type: 'session.revoked', target },
    ],
  });
}
