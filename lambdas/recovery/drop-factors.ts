/**
 * Whatever the person signed in with before goes, with every session: it is lost, and may be in other hands. All of it is
 * in the transaction of the new session, but for passkeys that one transaction does not take, which go before.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Passkey } from '../passkey/passkey.ts';
import { suspectPasskey } from '../passkey/passkey-store.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import { endSession, listSessions } from '../session/session-store.ts';
import { type Change, remove } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { credentialKey, passkeyKey, passwordKey, recoveryCodesKey, totpKey } from '../shared/table.ts';
import { justBefore } from '../user/user.ts';
import { proveEmail } from '../user/user-store.ts';

/** Together with the rest of the transaction, which takes a hundred statements: 20 + 20 + 20 for events + 20 others. */
const PASSKEYS_AT_LAST = 10;
const SESSIONS_AT_LAST = 20;
const PASSKEYS_A_STEP = 30;

export type OldPasskeys = 'remove' | 'suspend';

export interface Dropped {
  /** As it is then. */
  readonly account: Account;
  readonly changes: readonly Change<'conflict'>[];
  readonly events: readonly EventDraft[];
  readonly sessions: number;
}

const because = { reason: 'recovered' } as const;

const OTHERS = [
  [totpKey, 'totp.removed'],
  [passwordKey, 'password.removed'],
  [recoveryCodesKey, undefined],
] as const;

function drop({ user }: Account, passkey: Passkey, how: OldPasskeys): Change<'conflict'>[] {
  if (how === 'suspend') return passkey.status === 'active' ? [suspectPasskey(passkey)] : [];
  return [
    remove(passkeyKey(user.id, passkey.credentialId), { id: passkey.id }, 'conflict'),
    remove(credentialKey(user.projectId, passkey.credentialId), { user_id: user.id }, 'conflict'),
  ];
}

const droppedEvent = ({ id, aaguid }: Passkey, how: OldPasskeys): EventDraft => ({
  ...because,
  type: how === 'suspend' ? 'passkey.suspended' : 'passkey.removed',
  target: { type: 'credential', id },
  detail: { aaguid },
});

/** A recovery that stops after this is finished by the next try: its link is still good. */
async function clearAway(
  { commit }: Pick<Request, 'commit'>,
  account: Account,
  passkeys: readonly Passkey[],
  how: OldPasskeys,
): Promise<boolean> {
  for (let from = 0; from < passkeys.length; from += PASSKEYS_A_STEP) {
    const some = passkeys.slice(from, from + PASSKEYS_A_STEP);
    const committed = await commit(
      some.flatMap((passkey) => drop(account, passkey, how)),
      {
        ...because,
        type: 'user.updated',
        target: { type: 'user', id: account.user.id },
        detail: { changed: ['passkeys'], status: account.user.status },
        subjects: acting(account),
      },
    );
    if (!committed.ok) return false;
  }
  return true;
}

export async function dropFactors(
  call: Pick<Request, 'commit' | 'now'>,
  account: Account,
  how: OldPasskeys,
): Promise<Result<Dropped, 'conflict'>> {
  const { user, passkeys, rows } = account;
  const atLast = passkeys.slice(0, PASSKEYS_AT_LAST);
  if (!(await clearAway(call, account, passkeys.slice(PASSKEYS_AT_LAST), how))) return err('conflict');

  const newest = await listSessions(user.id, SESSIONS_AT_LAST);
  const sessions = newest.filter(({ status }) => status === 'active');
  const others = OTHERS.filter(([keyOf]) => rows.some(({ sk }) => sk === keyOf(user.id).sk));
  const gone = others.map(([keyOf]) => String(keyOf(user.id).sk));
  const target = { type: 'user', id: user.id } as const;
  const ids = passkeys.map(({ id }) => id);
  return ok({
    account: {
      ...account,
      user: { ...user, emailVerified: true, signedOutAt: justBefore(call.now), version: user.version + 1 },
      passkeys: [],
      rows: rows.filter(({ sk }) => !gone.includes(String(sk))),
    },
    changes: [
      // Ends every session from before, also those that are being made with an old passkey at this moment.
      proveEmail(user, call.now, ids),
      ...atLast.flatMap((passkey) => drop(account, passkey, how)),
      ...others.map(([keyOf]) => remove(keyOf(user.id), {}, 'conflict')),
      ...sessions.map((session) => endSession(session, 'revoked', 'recovered')),
    ],
    events: [
      ...atLast.map((passkey) => droppedEvent(passkey, how)),
      ...others.flatMap(([, type]): EventDraft[] => (type ? [{ ...because, type, target }] : [])),
      { ...because, type: 'session.revoked', target },
    ],
    sessions: sessions.length,
  });
}
