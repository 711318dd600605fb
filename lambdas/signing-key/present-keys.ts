/** From what is stored to what is shown: every key of the ring with its part in it. */
import type * as z from 'zod/mini';
import { tokenKey } from '../token/token-key.ts';
import { nextOf, previousOf, type SigningKeys } from './signing-key.ts';
import type { STATES, signingKeysSchema } from './signing-key-schema.ts';
import { keyRing, SETTLES_MS } from './signing-key-store.ts';

export async function presentKeys(keys: SigningKeys, now: Date): Promise<z.input<typeof signingKeysSchema>> {
  const ring = keyRing();
  const stateOf = (keyId: string): (typeof STATES)[number] => {
    if (keys.retired.includes(keyId)) return 'retired';
    if (keyId === keys.current) return 'current';
    if (keyId === previousOf(keys, now)) return 'previous';
    return keyId === nextOf(keys, ring, now) ? 'next' : 'spare';
  };
  const shown = ring.map(async (keyId) => {
    const state = stateOf(keyId);
    const until = state === 'previous' ? (keys.previous?.until ?? null) : null;
    return { kid: (await tokenKey(keyId)).kid, state, accepted_until: until };
  });
  const settled = keys.rotatedAt && new Date(Date.parse(keys.rotatedAt) + SETTLES_MS).toISOString();
  return { keys: await Promise.all(shown), rotated_at: keys.rotatedAt ?? null, settled_at: settled ?? null };
}
