/** A change of the ring: what becomes of the keys, and the event that tells it by the name that tokens have of a key. */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { tokenKey } from '../token/token-key.ts';
import { retire, rotate, type SigningKeys } from './signing-key.ts';
import { keyRing, putSigningKeys, readSigningKeys } from './signing-key-store.ts';

export interface KeyChange {
  readonly after: SigningKeys;
  readonly change: Change<'conflict'>;
  readonly event: EventDraft<'signing_key.rotated'>;
}

export interface Rotation {
  readonly reason: 'planned' | 'compromised';
  /** Which key is compromised; the one that signs, unless it is named. */
  readonly kid?: string | undefined;
}

export type KeyError = 'no_signing_key_left' | 'not_due_yet' | 'already_decided' | 'not_found';

async function keyIdOf(kid: string): Promise<string | undefined> {
  for (const keyId of keyRing()) if ((await tokenKey(keyId)).kid === kid) return keyId;
  return undefined;
}

export async function changeKeys({ reason, kid }: Rotation, now: Date): Promise<Result<KeyChange, KeyError>> {
  const before = await readSigningKeys();
  const named = kid === undefined ? before.current : await keyIdOf(kid);
  if (named === undefined) return err('not_found');
  const changed = reason === 'planned' ? rotate(before, keyRing(), now) : retire(before, named, keyRing(), now);
  if (!changed.ok) return changed;
  const after = changed.value;
  const retired = reason === 'compromised' ? (await tokenKey(named)).kid : undefined;
  return ok({
    after,
    change: putSigningKeys(before, after),
    event: {
      type: 'signing_key.rotated',
      target: { type: 'signing_key', id: (await tokenKey(after.current)).kid },
      detail: { why: reason, retired },
    },
  });
}
