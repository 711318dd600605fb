/** The session that an ID token of ours names, however old the token is (OpenID RP-Initiated Logout 1.0 §2). */
import { jwtVerify } from 'jose';
import type { LoadedSession } from '../session/session.ts';
import { loadSession } from '../session/session-store.ts';
import { variable } from '../shared/environment.ts';
import { isId } from '../shared/ids.ts';
import { isCanonical } from '../token/access-token.ts';
import { knownKey } from '../token/token-key.ts';
import { kidOf } from '../token/verify-access-token.ts';
import { readIdToken } from './id-token.ts';

/** `undefined` for a token that this deployment did not sign for this project. */
export async function hintedSession(token: string, projectId: string, now: Date): Promise<LoadedSession | undefined> {
  const claims = isCanonical(token) ? readIdToken(token) : undefined;
  if (!claims) return undefined;
  const signer = await knownKey(kidOf(token), now);
  if (!signer) return undefined;
  try {
    await jwtVerify(token, signer.key, {
      algorithms: ['EdDSA'],
      audience: projectId,
      issuer: variable('ISSUER'),
      // It is a hint and no credential: that it has expired is usual.
      currentDate: new Date(claims.iat * 1000),
    });
  } catch {
    return undefined;
  }
  const { sub, sid } = claims;
  if (!isId('user', sub) || !isId('session', sid)) return undefined;
  return loadSession(sub, sid, claims.act_org ?? undefined);
}
