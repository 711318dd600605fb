/**
 * What a recovery tells its person, at every address on record: a mailbox that somebody else reads must not be the only
 * place where it shows (security.md, row 34).
 */
import { queueMessage } from '../message/queue-message.ts';
import { phoneOf } from '../otp/phone-store.ts';
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { PROOF_MS, type Recovery } from './recovery.ts';
import { type Purpose, STOP_KEY, stopTokenOf } from './recovery-token.ts';

type Sender = Pick<Project, 'id' | 'relyingPartyName'>;
type Message = Promise<Change<'conflict'>>;

const when = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** A link to the application's page where it has one; else the secret itself, to be typed there. */
function carry({ id, page }: Pick<Recovery, 'id' | 'page'>, purpose: Purpose, token: string): string {
  if (page === undefined) return token;
  const link = new URL(page);
  for (const [name, value] of Object.entries({ recovery_id: id, action: purpose, token }))
    link.searchParams.set(name, value);
  return link.href;
}

const stopOf = async (recovery: Recovery): Promise<string> =>
  carry(recovery, 'stop', stopTokenOf(await derivedKey(STOP_KEY), recovery.id));

/** @param to nobody for a decoy. */
export const askForProof = (
  project: Sender,
  asked: Pick<Recovery, 'id' | 'page'>,
  to: string | undefined,
  token: string,
  now: Date,
): Message => {
  const values = { proof: carry(asked, 'prove', token), minutes: String(PROOF_MS / 60_000) };
  return queueMessage(project, { channel: 'email', to, template: 'recovery_proof', values }, now);
};

async function textTo(project: Sender, account: Account, what: string, now: Date): Promise<Change<'conflict'>[]> {
  const to = phoneOf(account)?.number;
  if (to === undefined) return [];
  return [await queueMessage(project, { channel: 'sms', to, template: 'sms_notice', values: { what } }, now)];
}

export async function tellRequested(project: Sender, account: Account, recovery: Recovery, now: Date) {
  const values = { when: when(recovery.provenAt), stop: await stopOf(recovery) };
  const { email: to } = account.user;
  const mail = await queueMessage(project, { channel: 'email', to, template: 'recovery_requested', values }, now);
  return [mail, ...(await textTo(project, account, 'somebody asked to recover your account', now))];
}

/** @param token that finishes it. */
export async function tellApproved(project: Sender, account: Account, recovery: Recovery, token: string, now: Date) {
  const values = {
    when: when(recovery.notBefore ?? recovery.provenAt),
    finish: carry(recovery, 'finish', token),
    stop: await stopOf(recovery),
  };
  const { email: to } = account.user;
  const mail = await queueMessage(project, { channel: 'email', to, template: 'recovery_approved', values }, now);
  return [mail, ...(await textTo(project, account, 'the recovery of your account was approved', now))];
}

export async function tellCompleted(project: Sender, account: Account, now: Date) {
  const { email: to } = account.user;
  const values = { when: when(now.toISOString()) };
  const mail = await queueMessage(project, { channel: 'email', to, template: 'recovery_completed', values }, now);
  return [mail, ...(await textTo(project, account, 'your account was recovered, with a new passkey', now))];
}
