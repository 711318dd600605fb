/**
 * Keyed hashes of personal data, for look-up keys: whoever reads a key of the table learns no address from it, and
 * cannot try addresses without the deployment's HMAC key.
 */
import { createHmac } from 'node:crypto';
import { deriveKey } from './aws/kms.ts';

let key: Promise<Uint8Array> | undefined;

/** Derived once for each environment. */
function lookupKey(): Promise<Uint8Array> {
  key ??= deriveKey('lookup/v1').catch((error: unknown) => {
    key = undefined;
    throw error;
  });
  return key;
}

/** HMAC-SHA256 over the kind, the project and the value, base64url. The same value hashes otherwise in another project. */
export async function keyedHash(kind: 'email', projectId: string, value: string): Promise<string> {
  return createHmac('sha256', await lookupKey())
    .update(JSON.stringify([kind, projectId, value]))
    .digest('base64url');
}
