/**
 * Puts on record what a passkey's removal has done already: no session that was made with it is accepted any more
 * (`removedPasskeys` of its owner), those that are being made at this moment among them. Here the rows of its newest
 * ones are ended too, so that lists do not show them; what is left is ended by whoever meets it.
 */
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import { endSession, listSessions } from '../session/session-store.ts';
import type { Passkey } from './passkey.ts';

const NEWEST = 100;

export async function endSessionsOf(
  { commit }: Pick<Request, 'commit'>,
  account: Account,
  passkey: Passkey,
): Promise<void> {
  for (const session of await listSessions(account.user.id, NEWEST)) {
    if (session.status !== 'active' || session.credentialId !== passkey.id) continue;
    // Whoever was faster has ended it, with an event of their own.
    await commit([endSession(session, 'revoked', 'passkey_removed')], {
      type: 'session.revoked',
      reason: 'passkey_removed',
      organizationId: session.organizationId,
      target: { type: 'session', id: session.id },
      subjects: acting(account),
    });
  }
}
