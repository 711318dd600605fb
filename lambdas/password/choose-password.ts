/** A new password on its way into the table: judged for this person in this project, and hashed. */
import { effectivePolicy } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import type { Account } from '../session/account-store.ts';
import type { Refused } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { breachedList } from './breached-list.ts';
import { hashPassword } from './hash-password.ts';
import { contextWords, judgePassword, leastLength, normalize, WEAKNESSES } from './password.ts';

/** The hash to store. The person is told why a password is not taken (NIST SP 800-63B-4 §3.1.1.2). */
export async function choosePassword(
  { user }: Pick<Account, 'user'>,
  { name, relyingPartyName, policy }: Pick<Project, 'name' | 'relyingPartyName' | 'policy'>,
  typed: string,
): Promise<Result<string, Refused<'password_too_weak'>>> {
  const { guessesOf } = await import('./guesses.ts');
  const words = contextWords(user.name, user.email, name, relyingPartyName);
  const judges = { guesses: guessesOf, isBreached: breachedList() };
  const judged = judgePassword(normalize(typed), leastLength(effectivePolicy(policy)), words, judges);
  if (judged.ok) return ok(await hashPassword(typed));
  const message = `the password ${WEAKNESSES[judged.error]}`;
  return err({ code: 'password_too_weak', errors: [{ path: 'body.new_password', message }] });
}
