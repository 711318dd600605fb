/**
 * One use of a mailed link, with the further factor where a policy of the person wants one beside the mailbox. A wrong
 * code is told only when it was counted, a right one sets the password only while the count is what was read: so of any
 * number of codes at once, five are tried (security.md, row 4).
 */
import { refund, spend, type Wanted } from '../abuse/spend.ts';
import type { Answered } from '../mfa/answered.ts';
import { policiesOf } from '../mfa/standing.ts';
import { answerRecoveryCode } from '../recovery-code/answer-recovery-code.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Committed } from '../shared/commit.ts';
import type { Refused } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { answerTotp } from '../totp/answer-totp.ts';
import { finishReset } from './finish-reset.ts';
import { type Opened, openReset } from './open-reset.ts';
import { asksForMore, MAX_TRIES } from './reset.ts';
import { countTry } from './reset-store.ts';

interface Given {
  readonly token: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code: string | undefined;
  /** Of the new password. */
  readonly hash: string;
}

type ResetError =
  | 'token_consumed'
  | 'policy_violation_mfa_required'
  | 'invalid_code'
  | 'conflict'
  | Refused<'rate_limited'>;

const methodOf = (code: string): 'totp' | 'recovery' => (/^[\d ]+$/.test(code) ? 'totp' : 'recovery');

async function refuse<R extends 'policy_violation_mfa_required' | 'invalid_code'>(
  { commit }: Request,
  { reset, account }: Opened,
  reason: R,
  code?: string,
): Promise<Result<never, R | 'conflict'>> {
  const counted = code === undefined ? {} : { method: methodOf(code), tries: reset.tries + 1 };
  const committed = await commit(code === undefined ? [] : [countTry(reset)], {
    type: 'auth.challenge_failed',
    outcome: code === undefined ? 'denied' : 'failure',
    reason,
    target: { type: 'user', id: account.user.id },
    detail: { ...counted, purpose: 'password_reset' },
    subjects: acting(account),
  });
  return committed.ok ? err(reason) : committed;
}

/** Each reading but the last met another answer, and there are only so many. */
const READINGS = MAX_TRIES + 3;

/** @param first the link as it was when the new password was judged. */
export async function tryReset(
  call: Request,
  first: Opened,
  { token, code, hash }: Given,
): Promise<Result<Committed, ResetError>> {
  const { project, now } = call;
  const { id } = first.account.user;
  const asks = asksForMore(await policiesOf(first.account, project));
  if (asks && code === undefined) return refuse(call, first, 'policy_violation_mfa_required');
  const given = asks ? code : undefined;
  const budgets: Wanted[] = asks ? [{ budget: 'factor_account', whose: id, target: { type: 'user', id } }] : [];
  const spent = await spend(call, budgets);
  if (!spent.ok) return spent;

  const answer = async (account: Account): Promise<Result<Answered | undefined, 'invalid_code'>> => {
    if (given === undefined) return ok(undefined);
    return methodOf(given) === 'totp' ? answerTotp(account, given, now) : answerRecoveryCode(account, given, now);
  };
  let opened: Awaited<ReturnType<typeof openReset>> = ok(first);
  for (let reading = 1; opened.ok && reading <= READINGS; reading++) {
    const answered = await answer(opened.value.account);
    const result = answered.ok
      ? await finishReset(call, opened.value, hash, answered.value)
      : await refuse(call, opened.value, answered.error, given);
    // A budget is of wrong codes. One that is not given back refuses somebody sooner, and nothing else.
    if (result.ok) await refund(call, budgets).catch(() => undefined);
    if (result.ok || result.error !== 'conflict') return result;
    opened = await openReset(call, token);
  }
  return opened.ok ? err('conflict') : opened;
}
