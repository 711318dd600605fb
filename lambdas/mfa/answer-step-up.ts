/** Checks an answer by the means that it was given with. None is accepted that the challenge does not name. */
import type { Method } from '../organization/policy.ts';
import { answerCode } from '../otp/answer-code.ts';
import type { AssertionCredential } from '../passkey/credential-schema.ts';
import { answerRecoveryCode } from '../recovery-code/answer-recovery-code.ts';
import type { Request } from '../session/request.ts';
import { err, type Result } from '../shared/result.ts';
import { answerTotp } from '../totp/answer-totp.ts';
import { answerPasskey } from './answer-passkey.ts';
import type { Answered } from './answered.ts';
import type { Opened } from './open-step-up.ts';

/** One of the two, as the method asks for it. */
export interface Given {
  readonly method: Method;
  readonly code?: string | undefined;
  readonly credential?: AssertionCredential | undefined;
}

export type AnswerError = 'invalid_code' | 'passkey_verification_failed' | 'method_not_offered';
type Checked = Promise<Result<Answered & { readonly credentialId?: string }, AnswerError>>;

export async function answerStepUp(request: Request, { account, challenge }: Opened, given: Given): Checked {
  const { method, code = '', credential } = given;
  if (!challenge.methods.includes(method)) return err('method_not_offered');
  switch (method) {
    case 'passkey':
      return credential ? answerPasskey(request, account, challenge.hash, credential) : err('invalid_code');
    case 'sms':
    case 'otp': {
      const answered = await answerCode(account, challenge.hash, code, request.now);
      // A code that was sent by the other way is none of this one.
      return answered.ok && answered.value.factor.method !== method ? err('invalid_code') : answered;
    }
    case 'totp':
      return answerTotp(account, code, request.now);
    case 'recovery':
      return answerRecoveryCode(account, code, request.now);
    default:
      return err('method_not_offered');
  }
}
