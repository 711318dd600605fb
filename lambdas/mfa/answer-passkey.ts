/** A passkey as the answer to a challenge: it signs a challenge that stands for this one and no other. */
import { createHmac } from 'node:crypto';
import type { AssertionCredential } from '../passkey/credential-schema.ts';
import { advanceCounter } from '../passkey/passkey-store.ts';
import { refuseCopy } from '../passkey/refuse-sign-in.ts';
import { verifyAssertion } from '../passkey/verify-assertion.ts';
import type { Account } from '../session/account-store.ts';
import type { Request } from '../session/request.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Answered } from './answered.ts';

/** What the authenticator signs: no other challenge leads to it, and it tells nothing of the one that does. */
export async function webauthnChallenge(challengeHash: string): Promise<string> {
  return createHmac('sha256', await derivedKey('step-up/v1'))
    .update(challengeHash)
    .digest('base64url');
}

export async function answerPasskey(
  request: Request,
  account: Account,
  challengeHash: string,
  credential: AssertionCredential,
): Promise<Result<Answered & { readonly credentialId: string }, 'passkey_verification_failed'>> {
  const passkey = account.passkeys.find(({ credentialId }) => credentialId === credential.id);
  const named = credential.response.userHandle;
  if (!passkey || (named && Buffer.from(named, 'base64url').toString() !== account.user.id))
    return err('passkey_verification_failed');
  const challenge = await webauthnChallenge(challengeHash);
  const verified = await verifyAssertion(credential, passkey, request.project, challenge);
  if (!verified.ok && verified.error.kind === 'counter_regression')
    return refuseCopy(request, account, passkey, verified.error.received);
  if (!verified.ok) return err('passkey_verification_failed');
  const { aaguid, synced, attested } = passkey;
  return ok({
    factor: { method: 'passkey', aaguid, synced, attested },
    // A counter that moved meanwhile is read again, and then tells whether there are two of this passkey.
    consumes: advanceCounter(passkey, verified.value).map((change) => ({ ...change, otherwise: 'conflict' as const })),
    events: [],
    credentialId: passkey.id,
  });
}
