/** The public halves of the keys that sign access tokens, as clients get them and as this deployment checks with them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { tokenPublicKey } from '../shared/aws/kms.ts';
import { acceptedKeys } from '../signing-key/signing-key.ts';
import { getSigningKeys, keyRing } from '../signing-key/signing-key-store.ts';

export interface TokenKey {
  /** In KMS. */
  readonly keyId: string;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** RFC 8037: `kty` OKP, `crv` Ed25519, `x`. */
  readonly jwk: JWK & { readonly x: string };
  readonly key: KeyObject;
}

async function load(keyId: string): Promise<TokenKey> {
  const key = createPublicKey({ key: Buffer.from(await tokenPublicKey(keyId)), format: 'der', type: 'spki' });
  const { kty, crv, x } = key.export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || !x) throw new Error('the token key is not an Ed25519 key');
  return { keyId, kid: await calculateJwkThumbprint({ kty, crv, x }), jwk: { kty, crv, x }, key };
}

const loaded = new Map<string, Promise<TokenKey>>();

/** Read from KMS once in each environment; checking a token calls nothing. */
export function tokenKey(keyId: string): Promise<TokenKey> {
  const known = loaded.get(keyId);
  if (known) return known;
  const loading = load(keyId);
  loaded.set(keyId, loading);
  loading.catch(() => loaded.delete(keyId));
  return loading;
}

/** The one that signs now. */
export const currentKey = async (): Promise<TokenKey> => tokenKey((await getSigningKeys(new Date())).current);

/** Those that clients may meet: the one that signs first, then the next one, then the one before. */
export async function publishedKeys(now: Date): Promise<TokenKey[]> {
  return Promise.all(acceptedKeys(await getSigningKeys(now), keyRing(), now).map(tokenKey));
}

/** One after the other: nearly every token names the first, and then no other is asked for. */
async function named(kid: string | undefined, keyIds: readonly string[]): Promise<TokenKey | undefined> {
  for (const keyId of keyIds) {
    const key = await tokenKey(keyId);
    if (key.kid === kid) return key;
  }
  return undefined;
}

/** That under which a token is good now; an exact look-up of its name (security.md, row 18). */
export async function acceptedKey(kid: string | undefined, now: Date): Promise<TokenKey | undefined> {
  return named(kid, acceptedKeys(await getSigningKeys(now), keyRing(), now));
}

/** Any that was not retired: for what was signed long ago and is no credential. */
export async function knownKey(kid: string | undefined, now: Date): Promise<TokenKey | undefined> {
  const { retired } = await getSigningKeys(now);
  return named(
    kid,
    keyRing().filter((keyId) => !retired.includes(keyId)),
  );
}
