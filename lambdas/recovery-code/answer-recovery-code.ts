/** Checks a recovery code. A right one is used up in the transaction of what it is the answer for. */
import type { Answered } from '../mfa/answered.ts';
import type { Account } from '../session/account-store.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { hashCode, RECOVERY_CODE_KEY, withoutCode } from './recovery-code.ts';
import { recoveryCodesOf, useRecoveryCode } from './recovery-code-store.ts';

/** Contracts name access `hmac-key:derive` and event `recovery_codes.used`. */
export async function answerRecoveryCode(
  account: Account,
  code: string,
  _now: Date,
): Promise<Result<Answered, 'invalid_code'>> {
  const codes = recoveryCodesOf(account);
  if (!codes) return err('invalid_code');
  const { id } = account.user;
  const left = withoutCode(codes.left, hashCode(await derivedKey(RECOVERY_CODE_KEY), id, code));
  if (!left) return err('invalid_code');
  return ok({
    factor: { method: 'recovery' },
    consumes: [useRecoveryCode(codes, left)],
    events: [{ type: 'recovery_codes.used', target: { type: 'user', id }, detail: { left: left.length } }],
  });
}
