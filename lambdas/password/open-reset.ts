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

/** Judged again now: the person, their address and their password may be others than when the link was mailed. */
export async function openReset({ project, now }: Request, token: string): Promise<Result<Opened, 'token_consumed'>> {
  const reset = await getReset(hashOfReset(token));
  if (!reset || reset.projectId !== project.id || !isOpen(reset, now)) return err('token_consumed');
  const account = await findAccount(project.id, reset.emailHash);
  const password = account && passwordOf(account);
  if (!account || isOvertaken(reset, password) || !mayReset(account, password)) return err('token_consumed');
  return ok({ reset, account, password });
}
