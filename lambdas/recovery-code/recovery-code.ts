/** Recovery codes: what they look like, and which of those left a typed one is. */
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the key of their hashes is derived for. */
export const RECOVERY_CODE_KEY = 'recovery-code/v1';

const CODES = 10;
/** Crockford's alphabet: no letter that looks like a digit. Five bits each, 80 in a code. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTERS = 16;
const GROUP = 4;

/** What a person has left, and since when. */
export interface RecoveryCodes {
  readonly userId: string;
  /** Hashes of those that were not used. */
  readonly left: readonly string[];
  /** Grows with each change. */
  readonly version: number;
  /** RFC 3339. */
  readonly createdAt: string;
}

function newCode(): string {
  const letters = [...randomBytes(LETTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return letters.replaceAll(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
}

export const newCodes = (): string[] => Array.from({ length: CODES }, newCode);

/** As it is hashed: whatever the case, the grouping, and the letters that were read for digits. */
const bare = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

/**
 * A keyed hash, base64url: 80 random bits need no slow one, and without the deployment's key nobody can try any.
 * @param key derived for `RECOVERY_CODE_KEY`.
 */
export const hashCode = (key: KeyObject, userId: string, typed: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([userId, bare(typed)]))
    .digest('base64url');

/** The hashes without the one of this code; `undefined` where none is. Every one is compared, whichever is right. */
export function withoutCode(left: readonly string[], hash: string): string[] | undefined {
  const given = Buffer.from(hash);
  const others = left.filter((one) => one.length !== hash.length || !timingSafeEqual(Buffer.from(one), given));
  return others.length < left.length ? others : undefined;
}
