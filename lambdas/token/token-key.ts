/** The public half of the key that signs access tokens, as clients get it and as this deployment checks with it. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { tokenPublicKey } from '../shared/aws/kms.ts';

export interface TokenKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** RFC 8037: `kty` OKP, `crv` Ed25519, `x`. */
  readonly jwk: JWK & { readonly x: string };
  readonly key: KeyObject;
}

async function load(): Promise<TokenKey> {
  const key = createPublicKey({ key: Buffer.from(await tokenPublicKey()), format: 'der', type: 'spki' });
  const { kty, crv, x } = key.export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || !x) throw new Error('the token key is not an Ed25519 key');
  return { kid: await calculateJwkThumbprint({ kty, crv, x }), jwk: { kty, crv, x }, key };
}

let loaded: Promise<TokenKey> | undefined;

/** Read from KMS once in each environment; checking a token calls nothing. */
export function tokenKey(): Promise<TokenKey> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
