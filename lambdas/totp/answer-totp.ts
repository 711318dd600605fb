/** Checks the code of an authenticator app. A right one is used up in the transaction of what it is the answer for. */
import type { Answered } from '../mfa/answered.ts';
import { getProject } from '../project/project-store.ts';
import type { Account } from '../session/account-store.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { openSecret } from '../shared/sealed-secret.ts';
import { stepOf, type Totp } from './totp.ts';
import { advanceTotp, totpOf } from './totp-store.ts';

/** The step that the code is of, if it is right and was not used. */
export async function checkCode(
  totp: Totp,
  projectId: string,
  code: string,
  now: Date,
): Promise<Result<number, 'invalid_code'>> {
  const project = await getProject(projectId, now);
  if (!project) return err('invalid_code');
  const seed = await openSecret(totp.sealed, project, { kind: 'totp', recordId: totp.id });
  // Apps show codes in two groups, and people type them so.
  const step = stepOf(seed, code.replaceAll(' ', ''), totp.counter, now);
  return step === undefined ? err('invalid_code') : ok(step);
}

export async function answerTotp(account: Account, code: string, now: Date): Promise<Result<Answered, 'invalid_code'>> {
  const totp = totpOf(account);
  if (totp?.status !== 'active') return err('invalid_code');
  const checked = await checkCode(totp, account.user.projectId, code, now);
  if (!checked.ok) return checked;
  return ok({ factor: { method: 'totp' }, consumes: [advanceTotp(totp, checked.value)], events: [] });
}
