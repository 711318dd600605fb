/** Keys for one purpose each, derived by KMS once in each environment (`deriveKey`), and kept while it lives. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { deriveKey } from './aws/kms.ts';

const keys = new Map<string, Promise<KeyObject>>();

/**
 * 32 bytes, as a key object: Node 24 takes three times as long with the bytes themselves.
 * @param purpose a name with a version, such as `challenge/v1`; another name is another key.
 */
export function derivedKey(purpose: string): Promise<KeyObject> {
  const known = keys.get(purpose);
  if (known) return known;
  const deriving = deriveKey(purpose).then(createSecretKey);
  keys.set(purpose, deriving);
  deriving.catch(() => keys.delete(purpose));
  return deriving;
}
