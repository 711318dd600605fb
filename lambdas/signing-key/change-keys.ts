/** A change of the ring: what becomes of the keys, and the event that tells it by the name that tokens have of a key. */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { tokenKey } from '../token/token-key.ts';
import { retire, rotate, type SigningKeys, takesTwo } from './signing-key.ts';
import { keyRing, putSigningKeys, readSigningKeys } from './signing-key-store.ts';

export interface KeyChange {
  readonly reason: Rotation['reason'];
  /** By the name that tokens have of it. */
  readonly retired: string | undefined;
  readonly after: SigningKeys;
  readonly change: Change<'conflict'>;
  readonly event: EventDraft<'signing_key.rotated'>;
}

interface Rotation {
  readonly reason: 'planned' | 'compromised';
  /** Which key is compromised. Never "the one that signs": whoever says it again would retire the one after it. */
  readonly kid?: string | undefined;
  /** Where two people agreed on it. */
  readonly approvalId?: string;
}

type KeyError =
  | 'no_signing_key_left'
  | 'not_due_yet'
  | 'already_decided'
  | 'signing_key_not_in_use'
  | 'second_person_required';

async function keyIdOf(kid: string | undefined): Promise<string | undefined> {
  for (const keyId of keyRing()) if ((await tokenKey(keyId)).kid === kid) return keyId;
  return undefined;
}

/** @param before of the keys, as they are now. */
async function retireNamed(before: SigningKeys, { kid, approvalId }: Rotation, now: Date) {
  const named = await keyIdOf(kid);
  if (named === undefined) return err('signing_key_not_in_use');
  const retired = retire(before, named, keyRing(), now);
  return retired.ok && takesTwo(before, now) && approvalId === undefined ? err('second_person_required') : retired;
}

export async function changeKeys(rotation: Rotation, now: Date): Promise<Result<KeyChange, KeyError>> {
  const { reason, kid, approvalId } = rotation;
  const before = await readSigningKeys();
  const changed = reason === 'planned' ? rotate(before, keyRing(), now) : await retireNamed(before, rotation, now);
  if (!changed.ok) return changed;
  const after = changed.value;
  const retired = reason === 'compromised' ? kid : undefined;
  return ok({
    reason,
    retired,
    after,
    change: putSigningKeys(before, after),
    event: {
      type: 'signing_key.rotated',
      target: { type: 'signing_key', id: (await tokenKey(after.current)).kid },
      detail: { why: reason, retired, approval_id: approvalId },
    },
  });
}
