/**
 * Which of the deployment's keys signs tokens, and under which a token is good. The keys stand in a ring: one signs, the
 * next one is published before it does, and the one before stays good for as long as what it signed may live. A key that
 * may be in wrong hands is retired for good, at once. Pure.
 */
import { err, ok, type Result } from '../shared/result.ts';

/** Access tokens live five minutes, lists of keys are cached for ten, and rows of this kind for half of one. */
const OVERLAP_MS = 60 * 60_000;

/** Keys are named by their ids in KMS. */
export interface SigningKeys {
  readonly current: string;
  readonly previous?: { readonly keyId: string; readonly until: string } | undefined;
  readonly retired: readonly string[];
  /** RFC 3339. */
  readonly rotatedAt?: string | undefined;
  /** 0 where nothing was ever changed, and no row is there. */
  readonly version: number;
}

/** Of a deployment that never changed its key. @param ring every key of the deployment, the first one first. */
export function firstKeys(ring: readonly string[]): SigningKeys {
  const [current] = ring;
  if (current === undefined) throw new Error('the deployment has no key for tokens');
  return { current, retired: [], version: 0 };
}

export const previousOf = ({ previous }: SigningKeys, now: Date): string | undefined =>
  previous && now.toISOString() < previous.until ? previous.keyId : undefined;

/** The first behind the current one that is neither retired nor still good for what it signed before. */
export function nextOf(keys: SigningKeys, ring: readonly string[], now: Date): string | undefined {
  const at = ring.indexOf(keys.current);
  const behind = [...ring.slice(at + 1), ...ring.slice(0, Math.max(0, at))];
  return behind.find((keyId) => !keys.retired.includes(keyId) && keyId !== previousOf(keys, now));
}

/** Under which a token is good: the current one first. The next one too, for somebody may have heard of it before. */
export function acceptedKeys(keys: SigningKeys, ring: readonly string[], now: Date): string[] {
  const all = [keys.current, nextOf(keys, ring, now), previousOf(keys, now)];
  return all.filter((keyId) => keyId !== undefined && !keys.retired.includes(keyId)) as string[];
}

/** The next key signs from now on; what the current one signed stays good for an hour. */
export function rotate(
  keys: SigningKeys,
  ring: readonly string[],
  now: Date,
): Result<SigningKeys, 'no_signing_key_left' | 'not_due_yet'> {
  if (previousOf(keys, now) !== undefined) return err('not_due_yet');
  const next = nextOf(keys, ring, now);
  if (next === undefined) return err('no_signing_key_left');
  return ok({
    ...keys,
    current: next,
    previous: { keyId: keys.current, until: new Date(now.getTime() + OVERLAP_MS).toISOString() },
    rotatedAt: now.toISOString(),
    version: keys.version + 1,
  });
}

/** Nothing that this key signed is good any more. Where it is the current one, another one takes its place. */
export function retire(
  keys: SigningKeys,
  keyId: string,
  ring: readonly string[],
  now: Date,
): Result<SigningKeys, 'no_signing_key_left' | 'already_decided'> {
  if (keys.retired.includes(keyId)) return err('already_decided');
  const signs = keyId === keys.current;
  // One that is only still good for its hour may sign again before nothing can.
  const heir = signs ? (nextOf(keys, ring, now) ?? previousOf(keys, now)) : keys.current;
  if (heir === undefined) return err('no_signing_key_left');
  const kept = keys.previous?.keyId === keyId || keys.previous?.keyId === heir ? undefined : keys.previous;
  return ok({
    current: heir,
    previous: kept,
    retired: [...keys.retired, keyId],
    rotatedAt: now.toISOString(),
    version: keys.version + 1,
  });
}
