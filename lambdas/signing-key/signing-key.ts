/**
 * Which of the deployment's keys signs tokens, and under which a token is good. The keys stand in a ring: one signs, the
 * next one is published before it does, and the one before stays good for as long as what it signed may live. A key that
 * may be in wrong hands is retired for good, at once. Pure.
 */
import { err, ok, type Result } from '../shared/result.ts';

/** Access tokens live five minutes, lists of keys are cached for ten, and rows of this kind for half of one. */
const OVERLAP_MS = 60 * 60_000;
/** One that may be in wrong hands is one person's to retire; whoever would retire another so soon may empty the ring. */
const ALONE_MS = 24 * 60 * 60_000;
/** For how long others may keep what is published, seconds: less for an hour after a key was retired. */
const KEPT_S = { calm: 600, alarmed: 60 } as const;

/** Keys are named by their ids in KMS. */
export interface SigningKeys {
  readonly current: string;
  readonly previous?: { readonly keyId: string; readonly until: string } | undefined;
  readonly retired: readonly string[];
  /** RFC 3339. */
  readonly rotatedAt?: string | undefined;
  /** RFC 3339: when the last one was retired. */
  readonly retiredAt?: string | undefined;
  /** 0 where nothing was ever changed, and no row is there. */
  readonly version: number;
}

/** Of a deployment that never changed its key. @param ring every key of the deployment, the first one first. */
export function firstKeys(ring: readonly string[]): SigningKeys {
  const [current] = ring;
  if (current === undefined) throw new Error('the deployment has no key for tokens');
  return { current, retired: [], version: 0 };
}

/**
 * What is stored, as far as this deployment has the keys: of a ring that was made smaller, the first that was not retired
 * signs in the place of one that is no longer there. @throws where none is left to.
 */
export function within(keys: SigningKeys, ring: readonly string[]): SigningKeys {
  const good = ring.filter((keyId) => !keys.retired.includes(keyId));
  const current = good.includes(keys.current) ? keys.current : good[0];
  if (current === undefined) throw new Error('every key for tokens was retired: add one to the deployment');
  const { previous } = keys;
  const kept = previous && previous.keyId !== current && good.includes(previous.keyId);
  return { ...keys, current, previous: kept ? previous : undefined };
}

const isWithin = (time: string | undefined, ms: number, now: Date): boolean =>
  time !== undefined && now.getTime() - Date.parse(time) < ms;

/** Whether another one was retired so lately that it takes two people to retire one more. */
export const takesTwo = ({ retiredAt }: SigningKeys, now: Date): boolean => isWithin(retiredAt, ALONE_MS, now);

export const keptSeconds = ({ retiredAt }: SigningKeys, now: Date): number =>
  isWithin(retiredAt, OVERLAP_MS, now) ? KEPT_S.alarmed : KEPT_S.calm;

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
): Result<SigningKeys, 'no_signing_key_left' | 'already_decided' | 'signing_key_not_in_use'> {
  if (keys.retired.includes(keyId)) return err('already_decided');
  if (!acceptedKeys(keys, ring, now).includes(keyId)) return err('signing_key_not_in_use');
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
    retiredAt: now.toISOString(),
    version: keys.version + 1,
  });
}
