/** Refusals of a passkey sign-in: each is an event in the project's log, or the request fails (security.md, row 21). */
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import { err, type Result } from '../shared/result.ts';
import type { Passkey } from './passkey.ts';
import { suspectPasskey } from './passkey-store.ts';

type Refusal = 'passkey.no_credential' | 'passkey_verification_failed';

/** @param account of the person whom the credential names, where it names one: a claim, not a proof. */
export async function refuse<C extends Refusal>(
  { commit, project }: Request,
  account: Account | undefined,
  reason: C,
): Promise<Result<never, C>> {
  await commit([], {
    type: 'auth.signin_attempt',
    outcome: 'failure',
    reason,
    target: account ? { type: 'user', id: account.user.id } : { type: 'project', id: project.id },
    detail: { method: 'passkey' },
    subjects: account && acting(account),
  });
  return err(reason);
}

/** The signature is right and the counter went back: there are two of this passkey, and none is accepted any more. */
export async function refuseCopy(
  request: Request,
  account: Account,
  passkey: Passkey,
  received: number,
): Promise<Result<never, 'passkey_verification_failed'>> {
  const marked = await request.commit([suspectPasskey(passkey)], {
    type: 'passkey.suspected',
    outcome: 'denied',
    reason: 'passkey_verification_failed',
    target: { type: 'credential', id: passkey.id },
    detail: { stored: passkey.counter, received },
    subjects: acting(account),
  });
  // It was marked or removed meanwhile: this is one refusal more.
  return marked.ok ? err('passkey_verification_failed') : refuse(request, account, 'passkey_verification_failed');
}
