/** Keys for one purpose each, derived by KMS once in each environment (`deriveKey`), and kept while it lives. */
import { deriveKey } from './aws/kms.ts';

const keys = new Map<string, Promise<Uint8Array>>();

/** 32 bytes. @param purpose a name with a version, such as `challenge/v1`; another name is another key. */
export function derivedKey(purpose: string): Promise<Uint8Array> {
  const known = keys.get(purpose);
  if (known) return known;
  const deriving = deriveKey(purpose);
  keys.set(purpose, deriving);
  deriving.catch(() => keys.delete(purpose));
  return deriving;
}
