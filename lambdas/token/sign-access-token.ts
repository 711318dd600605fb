/** Signs an access token with KMS. It is worth nothing, and must not be sent, unless its session's change is committed. */
import type { Session } from '../session/session.ts';
import { signToken } from '../shared/aws/kms.ts';
import { variable } from '../shared/environment.ts';
import { accessClaims, signingInput } from './access-token.ts';
import { tokenKey } from './token-key.ts';

/** @param expiresAt milliseconds. */
export async function signAccessToken(session: Session, now: Date, expiresAt: number): Promise<string> {
  const { kid } = await tokenKey();
  const input = signingInput(accessClaims(session, variable('ISSUER'), now, expiresAt), kid);
  return `${input}.${Buffer.from(await signToken(Buffer.from(input))).toString('base64url')}`;
}
