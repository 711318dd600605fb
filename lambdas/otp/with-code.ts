/**
 * Judges an answer to a one-time code. A wrong one is told only when it was counted, in the transaction of its event; the
 * right one is used up by whatever it is the answer for. Whoever meets another answer on the way reads again.
 */
import { refund, spend, type Wanted } from '../abuse/spend.ts';
import type { Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import type { ErrorCode, Refused } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';
import { countTry, getCode } from './code-store.ts';
import { hashOfFlow, isOpen, isRight, MAX_TRIES, type OneTimeCode, OTP_KEY, type Purpose } from './otp.ts';

export interface Answer {
  readonly flowId: string;
  readonly code: string;
  readonly purpose: Purpose;
  /** Whose flow it has to be. */
  readonly userId?: string | undefined;
}

type Refusal = 'invalid_code' | 'conflict' | Refused<'rate_limited'>;

/** The flow, where it is the one that this answers. */
const flowOf = (code: OneTimeCode | undefined, { purpose, userId }: Answer): OneTimeCode | undefined =>
  code?.purpose === purpose && code.userId === userId ? code : undefined;

/** The target of the event is the flow by its hash, which the request for the code named too. */
function refuse(
  { project, commit }: Request,
  { purpose, userId }: Answer,
  code: OneTimeCode | undefined,
  counted: readonly Change<'conflict'>[],
) {
  return commit(counted, {
    type: 'auth.challenge_failed',
    outcome: 'failure',
    reason: 'invalid_code',
    target: code
      ? { type: 'code', id: code.hash }
      : userId === undefined
        ? { type: 'project', id: project.id }
        : { type: 'user', id: userId },
    detail: { method: code?.channel === 'sms' ? 'sms' : 'otp', tries: code && code.tries + 1, purpose },
  });
}

/**
 * Contracts name access `ephemeral:read`, `ephemeral:spend`, `ephemeral:write`, `hmac-key:derive` and the events
 * `abuse.limit_reached` and `auth.challenge_failed`.
 * @param use commits what the right answer does, `useCode` among it; `conflict` has it judged again. Nothing where there is
 * nobody whom the code was for: then it is wrong.
 */
export async function withCode<T, E extends ErrorCode | Refused>(
  call: Request,
  answer: Answer,
  use: (code: OneTimeCode) => Promise<Result<T, E> | undefined>,
): Promise<Result<T, E | Refusal>> {
  const { project, now, request } = call;
  const hash = hashOfFlow(answer.flowId);
  const [key, first] = await Promise.all([derivedKey(OTP_KEY), getCode(project.id, hash)]);
  const begun = flowOf(first, answer);
  const network: Wanted = { budget: 'code_ip', whose: request.ip ?? 'unknown' };
  // Only an answer that may be right is a guess: else one flow that is over would use up the budget of its address.
  const guess: Wanted[] =
    begun && isOpen(begun, now) ? [{ budget: 'code_account', whose: `${begun.by}:${begun.address}` }] : [];
  const spent = await spend(call, [network, ...guess]);
  if (!spent.ok) return spent;

  let code = first;
  for (let others = 0; others <= MAX_TRIES + 1; others++) {
    const known = flowOf(code, answer);
    const open = known && isOpen(known, now) ? known : undefined;
    const used = open && isRight(key, open, answer.code) ? await use(open) : undefined;
    if (used && (used.ok || used.error !== 'conflict')) {
      // A budget is of wrong answers. One that is not given back refuses somebody sooner, and nothing else.
      await refund(call, [network, ...guess]).catch(() => undefined);
      return used;
    }
    if (!used && (await refuse(call, answer, known, open ? [countTry(open)] : [])).ok) {
      // Others have closed the flow meanwhile, so it was none.
      if (!open) await refund(call, guess).catch(() => undefined);
      return err('invalid_code');
    }
    code = await getCode(project.id, hash);
  }
  return err('conflict');
}
