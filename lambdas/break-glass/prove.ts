/**
 * Who breaks the glass: by a passkey, or by e-mail and a recovery code. Neither asks the token key, a provider of mail or
 * text messages, or an identity provider. Each refusal is an event.
 */
import { refund, spend, type Wanted } from '../abuse/spend.ts';
import type { EventDraft } from '../audit/event.ts';
import { operatorOf } from '../operator/operator-store.ts';
import { openChallenge } from '../passkey/challenge.ts';
import type { AssertionCredential } from '../passkey/credential-schema.ts';
import type { Passkey } from '../passkey/passkey.ts';
import { advanceCounter, suspectPasskey } from '../passkey/passkey-store.ts';
import { verifyAssertion } from '../passkey/verify-assertion.ts';
import { answerRecoveryCode } from '../recovery-code/answer-recovery-code.ts';
import { type Account, findAccount, getAccount } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode, Refused } from '../shared/errors.ts';
import { ID_PREFIXES, isId, newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { emailHash } from '../user/user-store.ts';
import { type BreakGlass, judgeOperator } from './break-glass.ts';
import { refuse, type Shown } from './refuse.ts';

export interface Proven {
  readonly account: Account;
  readonly method: BreakGlass['method'];
  /** A challenge leads to one grant. */
  readonly grantId: string;
  /** Part of the transaction that makes the grant, so that one proof serves once. */
  readonly consumes: readonly Change<'conflict' | 'passkey_verification_failed'>[];
  readonly events: readonly EventDraft[];
}

type Prove<E extends ErrorCode> = Promise<Result<Proven, E | Refused<'rate_limited'>>>;

/** There are two of this passkey, and none is accepted any more. */
const suspected = (account: Account, passkey: Passkey, received: number): Shown => ({
  changes: [suspectPasskey(passkey)],
  event: {
    type: 'passkey.suspected',
    outcome: 'denied',
    reason: 'passkey_verification_failed',
    target: { type: 'credential', id: passkey.id },
    detail: { stored: passkey.counter, received },
    subjects: acting(account),
  },
});

export async function proveByPasskey(
  call: Request,
  requestId: string,
  credential: AssertionCredential,
): Prove<
  'challenge_expired' | 'passkey.no_credential' | 'passkey_verification_failed' | 'user_disabled' | 'forbidden'
> {
  const { project, request, now } = call;
  const spent = await spend(call, [{ budget: 'sign_in_ip', whose: request.ip ?? 'unknown' }]);
  if (!spent.ok) return spent;
  const opened = await openChallenge(requestId, 'break_glass', project.id, now);
  if (!opened.ok) return refuse(call, undefined, 'passkey', opened.error);
  const userId = Buffer.from(credential.response.userHandle ?? '', 'base64url').toString();
  const account = isId('user', userId) ? await getAccount(project.id, userId) : undefined;
  const passkey = account?.passkeys.find(({ credentialId }) => credentialId === credential.id);
  if (!account || !passkey) return refuse(call, account, 'passkey', 'passkey.no_credential');
  const verified = await verifyAssertion(credential, passkey, project, opened.value.challenge.challenge);
  if (!verified.ok) {
    const copied = verified.error.kind === 'counter_regression' && suspected(account, passkey, verified.error.received);
    return refuse(call, account, 'passkey', 'passkey_verification_failed', copied || undefined);
  }
  const judged = judgeOperator(account.user, operatorOf(account));
  if (!judged.ok) return refuse(call, account, 'passkey', judged.error);
  const ulid = opened.value.challenge.sessionId.slice(ID_PREFIXES.session.length + 1);
  const grantId = `${ID_PREFIXES.breakGlass}_${ulid}`;
  return ok({ account, method: 'passkey', grantId, consumes: advanceCounter(passkey, verified.value), events: [] });
}

/**
 * A stranger learns nothing: an address that nobody has, one of somebody who is no emergency operator, and a wrong code
 * are told in the same words, after the same number of tries.
 */
export async function proveByCode(call: Request, email: string, code: string): Prove<'invalid_credentials'> {
  const { project, request, now } = call;
  const hash = await emailHash(project.id, email);
  const wanted: Wanted[] = [
    { budget: 'break_glass_account', whose: hash },
    { budget: 'break_glass_ip', whose: request.ip ?? 'unknown' },
  ];
  const spent = await spend(call, wanted);
  if (!spent.ok) return spent;
  const account = await findAccount(project.id, hash);
  const judged = account ? judgeOperator(account.user, operatorOf(account)) : err('invalid_credentials');
  if (!account || !judged.ok) {
    await refuse(call, account, 'recovery', judged.ok ? 'invalid_credentials' : judged.error);
    return err('invalid_credentials');
  }
  const answered = await answerRecoveryCode(account, code, now);
  if (!answered.ok) {
    await refuse(call, account, 'recovery', 'invalid_code');
    return err('invalid_credentials');
  }
  await refund(call, wanted);
  const { consumes, events } = answered.value;
  return ok({ account, method: 'recovery', grantId: newId('breakGlass', now), consumes, events });
}
