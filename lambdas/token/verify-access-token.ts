/**
 * Checks an access token of this deployment: one algorithm, one audience, one issuer, and the key named exactly.
 * Headers that bring a key or name one elsewhere (`jku`, `jwk`, `x5u`) have no effect (security.md, row 18).
 */
import { decodeProtectedHeader, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { variable } from '../shared/environment.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { id } from '../shared/vocabulary.ts';
import { AUDIENCE, isCanonical } from './access-token.ts';
import { acceptedKey } from './token-key.ts';

const claims = z.object({
  sub: id('user'),
  sid: id('session'),
  project_id: id('project'),
  act_org: z.nullable(id('organization')),
  exp: z.int(),
  iat: z.int(),
});

export type TokenClaims = z.output<typeof claims>;

/** The name of the key that a token says it is signed with; `undefined` for what is no token of ours. */
export function kidOf(token: string): string | undefined {
  try {
    const { kid, typ } = decodeProtectedHeader(token);
    return typ === 'JWT' ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** Says nothing about the session: whether that still lives is read where sessions are stored. */
export async function verifyAccessToken(token: string, now: Date): Promise<Result<TokenClaims, 'unauthenticated'>> {
  if (!isCanonical(token)) return err('unauthenticated');
  const signer = await acceptedKey(kidOf(token), now);
  if (!signer) return err('unauthenticated');
  try {
    const { payload } = await jwtVerify(token, signer.key, {
      algorithms: ['EdDSA'],
      audience: AUDIENCE,
      issuer: variable('ISSUER'),
      requiredClaims: ['exp', 'iat', 'nbf', 'sub', 'sid'],
      currentDate: now,
      clockTolerance: 0,
    });
    const parsed = claims.safeParse(payload);
    return parsed.success ? ok(parsed.data) : err('unauthenticated');
  } catch {
    return err('unauthenticated');
  }
}
