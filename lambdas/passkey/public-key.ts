/** Whether a credential's public key can ever verify a signature: without attestation nothing was signed with it yet. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';

/** COSE_Key labels and values (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4). */
const LABEL = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 } as const;
const EDDSA = -8;
const ES256 = -7;
const RS256 = -257;
const COORDINATE_BYTES = 32;
/** NIST SP 800-131A; longer than 4,096 bits only costs. */
const RSA_BITS = { least: 2_048, most: 4_096 } as const;

type Cose = ReadonlyMap<number, unknown>;

function member(key: Cose, label: number, length?: number): string {
  const bytes = key.get(label);
  if (!(bytes instanceof Uint8Array) || (length !== undefined && bytes.length !== length))
    throw new Error('a member of the public key is missing or of another length');
  return Buffer.from(bytes).toString('base64url');
}

function jwkOf(key: Cose): JsonWebKey {
  const [kty, alg, crv] = [key.get(LABEL.kty), key.get(LABEL.alg), key.get(LABEL.crv)];
  if (alg === EDDSA && kty === 1 && crv === 6)
    return { kty: 'OKP', crv: 'Ed25519', x: member(key, LABEL.x, COORDINATE_BYTES) };
  if (alg === ES256 && kty === 2 && crv === 1) {
    const [x, y] = [member(key, LABEL.x, COORDINATE_BYTES), member(key, LABEL.y, COORDINATE_BYTES)];
    return { kty: 'EC', crv: 'P-256', x, y };
  }
  if (alg === RS256 && kty === 3) return { kty: 'RSA', n: member(key, LABEL.n), e: member(key, LABEL.e) };
  throw new Error('the public key is of a kind that is not accepted');
}

/** @param coseKey as the authenticator sends it. */
export function isUsable(coseKey: Uint8Array<ArrayBuffer>): boolean {
  try {
    const key = createPublicKey({ key: jwkOf(decodeCredentialPublicKey(coseKey) as unknown as Cose), format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS.least;
    return bits >= RSA_BITS.least && bits <= RSA_BITS.most;
  } catch {
    return false;
  }
}
