/** A link that was mailed, as far as it is good, and whose it is. */
import { type Account, findAccount } from '../session/account-store.ts';
import type { Request } from '../session/request.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Password } from './password.ts';
import { passwordOf } from './password-store.ts';
import { hashOfReset, isOpen, isOvertaken, mayReset, type Reset } from './reset.ts';
import { getReset } from './reset-store.ts';

export interface Opened {
  readonly reset: Reset;
  readonly account: Account;
  readonly password: Password | undefined;
}

/** One answer for every link that leads nowhere, and an event each time. */
async function refuse(
  { project, commit }: Request,
  reset: Reset | undefined,
): Promise<Result<never, 'token_consumed'>> {
  await commit([], {
    type: 'auth.challenge_failed',
    outcome: 'failure',
    reason: 'token_consumed',
    target: reset ? { type: 'link', id: reset.hash } : { type: 'project', id: project.id },
    detail: { tries: reset?.tries, purpose: 'password_reset' },
  });
  return err('token_consumed');
}

/** Judged again now: the person, their address and their password may be others than when the link was mailed. */
export async function openReset(call: Request, token: string): Promise<Result<Opened, 'token_consumed'>> {
  const { project, now } = call;
  const found = await getReset(hashOfReset(token));
  const reset = found?.projectId === project.id ? found : undefined;
  if (!reset || !isOpen(reset, now)) return refuse(call, reset);
  const account = await findAccount(project.id, reset.emailHash);
  const password = account && passwordOf(account);
  if (!account || isOvertaken(reset, password) || !mayReset(account, password)) return refuse(call, reset);
  return ok({ reset, account, password });
}
