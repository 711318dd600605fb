/** Sends a code that answers a challenge for one more factor, to the address on file of somebody who has proven another. */
import { spendOnMessage } from '../message/spend-on-message.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { getCode } from './code-store.ts';
import { issueCode } from './issue-code.ts';
import { masked } from './otp.ts';
import { phoneOf } from './phone-store.ts';

interface Destination {
  readonly to: string;
  readonly channel: 'email' | 'sms';
  readonly by: 'email' | 'phone';
  readonly address: string;
}

function destinationFor(account: Account, method: 'otp' | 'sms'): Destination | undefined {
  const { user } = account;
  const phone = phoneOf(account);
  if (method === 'sms') return phone && { to: phone.number, channel: 'sms', by: 'phone', address: phone.hash };
  return user.emailVerified ? { to: user.email, channel: 'email', by: 'email', address: user.emailHash } : undefined;
}

/**
 * Contracts name access `ephemeral:read`, `ephemeral:spend`, `ephemeral:write`, `hmac-key:derive` and the events
 * `abuse.limit_reached` and `auth.code_requested`. A new code takes the place of the challenge's last one.
 * @returns where it goes, as far as it may be shown.
 */
export async function sendCode(
  request: Request,
  account: Account,
  challengeHash: string,
  method: 'otp' | 'sms',
): Promise<Result<string, 'not_enrolled' | 'conflict' | Refused<'rate_limited'>>> {
  const { project, now, commit } = request;
  const destination = destinationFor(account, method);
  if (!destination) return err('not_enrolled');
  const { to, ...where } = destination;
  const spent = await spendOnMessage(request, where.address, where.channel);
  if (!spent.ok) return spent;

  const before = await getCode(project.id, challengeHash);
  const flow = { ...where, hash: challengeHash, purpose: 'step_up', userId: account.user.id } as const;
  const issued = await issueCode(project, flow, to, now, before);
  const committed = await commit(issued.changes, {
    type: 'auth.code_requested',
    target: { type: 'user', id: account.user.id },
    detail: { channel: where.channel, message_id: issued.messageId, purpose: flow.purpose },
    subjects: acting(account),
  });
  return committed.ok ? ok(masked(to)) : committed;
}
