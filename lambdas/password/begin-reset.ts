/** The link that sets a new password: what is stored of it, and the message that brings it. Decoys for who may have none. */
import { queueMessage } from '../message/queue-message.ts';
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { newId } from '../shared/ids.ts';
import { passwordOf } from './password-store.ts';
import { hashOfReset, newResetToken, RESET_MS } from './reset.ts';
import { insertReset } from './reset-store.ts';

const MINUTES = String(RESET_MS / 60_000);

function message(project: Project, to: string | undefined, token: string, page: string | undefined, now: Date) {
  const channel = 'email';
  if (page === undefined) {
    const values = { code: token, minutes: MINUTES };
    return queueMessage(project, { channel, to, template: 'password_reset_code', values }, now);
  }
  const link = new URL(page);
  link.searchParams.set('token', token);
  const values = { link: link.href, minutes: MINUTES };
  return queueMessage(project, { channel, to, template: 'password_reset', values }, now);
}

/**
 * Two rows, and as many for nobody: a token that is told to nobody, and a message that goes nowhere.
 * @param page of the application, where it has registered one.
 */
export async function beginReset(
  project: Project,
  emailHash: string,
  account: Account | undefined,
  page: string | undefined,
  now: Date,
): Promise<Change<'conflict'>[]> {
  const token = newResetToken();
  const reset = insertReset({
    hash: hashOfReset(token),
    projectId: project.id,
    userId: account?.user.id ?? newId('user', now),
    emailHash,
    passwordVersion: (account && passwordOf(account)?.version) ?? 0,
    tries: 0,
    status: 'open',
    expiresAtMs: now.getTime() + RESET_MS,
  });
  return [reset, await message(project, account?.user.email, token, page, now)];
}
