/** A link that was mailed, as far as it is good: whose it is, and what else it takes to use it. */
import { spend } from '../abuse/spend.ts';
import type { Answered } from '../mfa/answered.ts';
import { policiesOf } from '../mfa/standing.ts';
import { answerRecoveryCode } from '../recovery-code/answer-recovery-code.ts';
import { type Account, findAccount } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { answerTotp } from '../totp/answer-totp.ts';
import type { Password } from './password.ts';
import { passwordOf } from './password-store.ts';
import { asksForMore, hashOfReset, isOpen, isOvertaken, mayReset, type Reset } from './reset.ts';
import { countTry, getReset } from './reset-store.ts';

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

type More = 'policy_violation_mfa_required' | 'invalid_code' | 'conflict' | Refused<'rate_limited'>;

/** The further factor that a policy of the person wants beside the mailbox; `undefined` where none does. */
export async function answerMore(
  call: Request,
  { reset, account }: Opened,
  code: string | undefined,
): Promise<Result<Answered | undefined, More>> {
  const { project, now, commit } = call;
  if (!asksForMore(await policiesOf(account, project))) return ok(undefined);
  const event = {
    type: 'auth.challenge_failed',
    outcome: 'denied',
    target: { type: 'user', id: account.user.id },
    subjects: acting(account),
  } as const;
  if (code === undefined) {
    const reason = 'policy_violation_mfa_required';
    await commit([], { ...event, reason, detail: { purpose: 'password_reset' } });
    return err(reason);
  }
  const spent = await spend(call, [{ budget: 'factor_account', whose: account.user.id, target: event.target }]);
  if (!spent.ok) return spent;
  const method = /^[\d ]+$/.test(code) ? 'totp' : 'recovery';
  const answered = await (method === 'totp' ? answerTotp : answerRecoveryCode)(account, code, now);
  if (answered.ok) return answered;
  const detail = { method, tries: reset.tries + 1, purpose: 'password_reset' };
  const counted = await commit([countTry(reset)], { ...event, outcome: 'failure', reason: answered.error, detail });
  return counted.ok ? answered : counted;
}
