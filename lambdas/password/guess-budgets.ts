/** What it takes to reach the key derivation (security.md, row 3): a guess at the account, and a derivation of the project's. */
import { judge, type Taken, take } from '../abuse/spend.ts';
import type { Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';

/**
 * Contracts name access `ephemeral:spend` and `hmac-key:derive`, and event `abuse.limit_reached`.
 * @param emailHash of the address that was typed, whether somebody has it or not.
 * @returns what a right one gives back.
 */
export async function spendGuess(
  call: Pick<Request, 'project' | 'now' | 'commit'>,
  emailHash: string,
): Promise<Result<readonly Taken[], Refused<'rate_limited'>>> {
  const { project, now } = call;
  const guess = { budget: 'password_account', whose: emailHash } as const;
  const taken = await take(project.id, [guess, { budget: 'password_project', whose: project.id }], now);
  const judged = await judge(call, taken);
  return judged.ok ? ok(taken) : judged;
}
