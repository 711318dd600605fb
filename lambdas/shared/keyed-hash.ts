/**
 * Keyed hashes of personal data, for look-up keys: whoever reads a key of the table learns no address from it, and
 * cannot try addresses without the deployment's HMAC key.
 */
import { createHmac } from 'node:crypto';
import { derivedKey } from './derived-key.ts';

/** HMAC-SHA256 over the kind, the project and the value, base64url. The same value hashes otherwise in another project. */
export async function keyedHash(
  kind: 'email' | 'phone' | 'network' | 'budget',
  projectId: string,
  value: string,
): Promise<string> {
  return createHmac('sha256', await derivedKey('lookup/v1'))
    .update(JSON.stringify([kind, projectId, value]))
    .digest('base64url');
}
