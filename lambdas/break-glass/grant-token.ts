/** The token of a grant: `bgt_`, the grant's ULID and 256 random bits. Opaque, so that no key service is needed to check it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ID_PREFIXES } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type BreakGlass, phaseOf } from './break-glass.ts';

export const GRANT_TOKEN_PREFIX = 'bgt_';
const FORM = /^bgt_([0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{43})$/;
const SECRET_BYTES = 32;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Shown once; only its hash is stored. */
export function newGrantToken(grantId: string): { readonly token: string; readonly hash: string } {
  const ulid = grantId.slice(ID_PREFIXES.breakGlass.length + 1);
  const token = `${GRANT_TOKEN_PREFIX}${ulid}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

/** The id of the grant that a token claims to be of. */
export function grantIdOf(token: string): string | undefined {
  const ulid = FORM.exec(token)?.[1];
  return ulid && `${ID_PREFIXES.breakGlass}_${ulid}`;
}

/** Open, and not over: nothing prolongs it. */
export function verifyGrantToken(
  grant: BreakGlass | undefined,
  token: string,
  now: Date,
): Result<BreakGlass, 'unauthenticated'> {
  const expected = Buffer.from(grant?.tokenHash ?? hashOf('no such grant'));
  const matches = timingSafeEqual(expected, Buffer.from(hashOf(token)));
  return grant && matches && phaseOf(grant, now) === 'open' ? ok(grant) : err('unauthenticated');
}
