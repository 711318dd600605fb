/**
 * Puts on record what a passkey's removal has done already: no session that was made with it is accepted any more
 * (`removedPasskeys` of its owner), those that are being made at this moment among them. Here the rows of its newest
 * ones are ended too, so that lists do not show them; what is left is ended by whoever meets it.
 */
import type { Account } from '../session/account-store.ts';
import { revoke } from '../session/end-session.ts';
import type { Request } from '../session/request.ts';
import { listSessions } from '../session/session-store.ts';
import type { Passkey } from './passkey.ts';

const NEWEST = 100;

export async function endSessionsOf(
  request: Pick<Request, 'commit'>,
  account: Account,
  passkey: Passkey,
): Promise<void> {
  for (const session of await listSessions(account.user.id, NEWEST)) {
    if (session.credentialId === passkey.id) await revoke(request, session, account, 'passkey_removed');
  }
}
