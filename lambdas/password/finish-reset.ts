/** A mailed link is used: the password is set, and everybody who was signed in as this person is signed out. */
import type { EventDraft } from '../audit/event.ts';
import { securityNotice } from '../message/security-notice.ts';
import type { Answered } from '../mfa/answered.ts';
import { acting, type Request } from '../session/request.ts';
import type { Committed } from '../shared/commit.ts';
import type { Result } from '../shared/result.ts';
import { signOutUser } from '../user/user-store.ts';
import type { Opened } from './open-reset.ts';
import { storePassword } from './password-store.ts';
import { useReset } from './reset-store.ts';

/** @param more the further factor, where one was asked for. */
export async function finishReset(
  { project, now, commit }: Request,
  { reset, account, password }: Opened,
  hash: string,
  more: Answered | undefined,
): Promise<Result<Committed, 'conflict'>> {
  const { user } = account;
  const log = { actor: { type: 'user', id: user.id }, subjects: acting(account) } as const;
  const set: EventDraft = {
    ...log,
    type: 'password.set',
    target: { type: 'user', id: user.id },
    detail: { via: 'reset' },
  };
  const used = (more?.events ?? []).map((event): EventDraft => ({ ...log, ...event }));
  const notice = 'your password was reset, and you were signed out everywhere';
  return commit(
    [
      useReset(reset),
      storePassword(user.id, hash, password, now),
      // By the time at which it is written: who signs in while the new password is hashed is signed out too.
      signOutUser(user, new Date()),
      ...(await securityNotice(project, account, notice, now)),
      ...(more?.consumes ?? []),
    ],
    [set, ...used],
  );
}
