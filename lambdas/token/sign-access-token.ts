/** Signs an access token with KMS. It is worth nothing, and must not be sent, unless its session's change is committed. */
import type { Session } from '../session/session.ts';
import { signToken } from '../shared/aws/kms.ts';
import { variable } from '../shared/environment.ts';
import { accessClaims, signingInput } from './access-token.ts';
import { currentKey } from './token-key.ts';

/** Any claims of this deployment, under the key that signs now and its one algorithm. */
export async function signClaims(claims: object): Promise<string> {
  const { kid, keyId } = await currentKey();
  const input = signingInput(claims, kid);
  return `${input}.${Buffer.from(await signToken(keyId, Buffer.from(input))).toString('base64url')}`;
}

/** @param expiresAt milliseconds. */
export async function signAccessToken(session: Session, now: Date, expiresAt: number): Promise<string> {
  return signClaims(accessClaims(session, variable('ISSUER'), now, expiresAt));
}
