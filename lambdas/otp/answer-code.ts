/** Checks the code that was sent for a challenge. The challenge counts the tries; the right code is used up with it. */
import type { Answered } from '../mfa/answered.ts';
import type { Account } from '../session/account-store.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { getCode, useCode } from './code-store.ts';
import { isOpen, isRight, OTP_KEY } from './otp.ts';
import { phoneOf } from './phone-store.ts';

/** @param challengeHash that `sendCode` was given. */
export async function answerCode(
  account: Account,
  challengeHash: string,
  code: string,
  now: Date,
): Promise<Result<Answered, 'invalid_code'>> {
  const { user } = account;
  const [key, sent] = await Promise.all([derivedKey(OTP_KEY), getCode(user.projectId, challengeHash)]);
  const right = sent?.purpose === 'step_up' && sent.userId === user.id && isOpen(sent, now) && isRight(key, sent, code);
  const address = sent?.channel === 'sms' ? phoneOf(account)?.hash : user.emailHash;
  // To an address that is not theirs any more, it proves nothing.
  if (!right || sent.address !== address) return err('invalid_code');
  return ok({ factor: { method: sent.channel === 'sms' ? 'sms' : 'otp' }, consumes: [useCode(sent)], events: [] });
}
