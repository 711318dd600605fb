/**
 * Tells somebody that what they sign in with was changed (NIST SP 800-63B-4 §4.6). Nothing where the mailbox is not
 * known to be theirs: a notice tells a stranger that they have an account.
 */
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { queueMessage } from './queue-message.ts';

/** @param what in words that go on after "this was changed". Contracts name access `ephemeral:write` and `hmac-key:derive`. */
export async function securityNotice(
  project: Pick<Project, 'id' | 'relyingPartyName'>,
  { user }: Pick<Account, 'user'>,
  what: string,
  now: Date,
): Promise<Change<'conflict'>[]> {
  if (!user.emailVerified) return [];
  const values = { what, when: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC` };
  return [await queueMessage(project, { channel: 'email', to: user.email, template: 'security_notice', values }, now)];
}
