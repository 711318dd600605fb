/** Sends a signed-in user a code to an address, so that they can show that it is theirs. */
import { spend } from '../abuse/spend.ts';
import { spendOnMessage } from '../message/spend-on-message.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { issueCode } from './issue-code.ts';
import { hashOfFlow, newFlowId, type OneTimeCode } from './otp.ts';

interface Asking extends Pick<OneTimeCode, 'purpose' | 'channel' | 'by' | 'address'> {
  readonly to: string;
}

export async function proveDestination(
  call: Request,
  account: Account,
  { to, ...asking }: Asking,
): Promise<Result<{ flow_id: string; expires_at: string }, 'conflict' | Refused<'rate_limited'>>> {
  const { project, now, commit } = call;
  const { id } = account.user;
  const target = { type: 'user', id };
  const spent = await spend(call, [{ budget: 'send_account', whose: id, target }]);
  if (!spent.ok) return spent;
  const admitted = await spendOnMessage(call, asking.address, asking.channel);
  if (!admitted.ok) return admitted;

  const flowId = newFlowId();
  const number = asking.by === 'phone' ? to : undefined;
  const issued = await issueCode(project, { ...asking, hash: hashOfFlow(flowId), userId: id, number }, to, now);
  const committed = await commit(issued.changes, {
    type: 'auth.code_requested',
    target,
    detail: { channel: asking.channel, message_id: issued.messageId, purpose: asking.purpose },
    subjects: acting(account),
  });
  return committed.ok ? ok({ flow_id: flowId, expires_at: issued.expiresAt }) : committed;
}
