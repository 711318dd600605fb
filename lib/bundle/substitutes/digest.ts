/** Stands in for WebAuthn's digests through WebCrypto, which hand 37 bytes to another thread and wait for it. */
import { createHash } from 'node:crypto';

/** COSE algorithms whose hash is SHA-256: ES256 and RS256, the ones that are asked for. */
const SHA_256: readonly number[] = [-7, -257];

export async function digest(data: Uint8Array, algorithm: number): Promise<Uint8Array> {
  if (!SHA_256.includes(algorithm)) throw new Error('a digest of a kind that is not used');
  return new Uint8Array(createHash('sha256').update(data).digest());
}
