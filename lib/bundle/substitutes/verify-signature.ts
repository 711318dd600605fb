/**
 * Stands in for WebAuthn's signature check through WebCrypto. Node's own takes the authenticator's DER signature as it
 * is, which spares an ASN.1 library of 230 KB and two thirds of the time. The algorithms are those of
 * lambdas/passkey/passkey.ts and no others: ES256, EdDSA with Ed25519, RS256 (RFC 9053, RFC 8812).
 */
import { createPublicKey, type JsonWebKey, verify as verifyNow } from 'node:crypto';

type Cose = ReadonlyMap<number, unknown>;

/** COSE_Key labels and values (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4). */
const LABEL = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 } as const;
const ALGORITHM = { ES256: -7, EdDSA: -8, RS256: -257 } as const;
const KEY_TYPE = { OKP: 1, EC2: 2, RSA: 3 } as const;
const CURVE = { P256: 1, ED25519: 6 } as const;

function base64url(key: Cose, label: number): string {
  const bytes = key.get(label);
  if (!(bytes instanceof Uint8Array)) throw new Error('the public key lacks a member');
  return Buffer.from(bytes).toString('base64url');
}

/** The key as JWK and the digest that its algorithm signs; throws for every other combination. */
function read(key: Cose): [JsonWebKey, 'sha256' | null] {
  const [kty, alg, crv] = [key.get(LABEL.kty), key.get(LABEL.alg), key.get(LABEL.crv)];
  if (kty === KEY_TYPE.EC2 && alg === ALGORITHM.ES256 && crv === CURVE.P256)
    return [{ kty: 'EC', crv: 'P-256', x: base64url(key, LABEL.x), y: base64url(key, LABEL.y) }, 'sha256'];
  if (kty === KEY_TYPE.OKP && alg === ALGORITHM.EdDSA && crv === CURVE.ED25519)
    return [{ kty: 'OKP', crv: 'Ed25519', x: base64url(key, LABEL.x) }, null];
  if (kty === KEY_TYPE.RSA && alg === ALGORITHM.RS256)
    return [{ kty: 'RSA', n: base64url(key, LABEL.n), e: base64url(key, LABEL.e) }, 'sha256'];
  throw new Error('the public key is of a kind that is not accepted');
}

export async function verify({
  cosePublicKey,
  signature,
  data,
  shaHashOverride,
}: {
  cosePublicKey: Cose;
  signature: Uint8Array;
  data: Uint8Array;
  shaHashOverride?: number;
}): Promise<boolean> {
  if (shaHashOverride !== undefined && shaHashOverride !== cosePublicKey.get(LABEL.alg))
    throw new Error('the signature is of another algorithm than its key');
  const [jwk, digest] = read(cosePublicKey);
  return verifyNow(digest, data, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}
