/**
 * Passwords as NIST SP 800-63B-4 §3.1.1.2 wants them: long enough, unlike what others use, and otherwise as the person
 * likes. No composition rules, no expiry, no hints.
 */
import type { EffectivePolicy } from '../organization/policy.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What is stored of a password. */
export interface Password {
  readonly userId: string;
  /** PHC string of argon2id (`phc.ts`). */
  readonly hash: string;
  /** Wrong ones in a row since the last right one. */
  readonly failures: number;
  /** Grows with each password. */
  readonly version: number;
  /** RFC 3339. */
  readonly setAt: string;
}

/** §3.2.2 allows no more than this in a row. Then nothing is right any more until the password is reset. */
export const MAX_FAILURES = 100;
export const isLocked = ({ failures }: Pick<Password, 'failures'>): boolean => failures >= MAX_FAILURES;

/** Where a password may be all that is asked for, and where it never is. */
const LEAST_ALONE = 15;
const LEAST_WITH_OTHERS = 8;
/** §3.1.1.2 asks for 64 at least. A bound keeps the work of a request bounded. */
const MOST = 128;
/** UTF-16 units that a request may bring: more than `MOST` code points have. */
export const MAX_TYPED = 2 * MOST;

/** Counts below this are guessed by whoever knows what people choose: the blocklist and what is made of it. */
const LEAST_GUESSES = 1e6;
/** A word of context this short is part of too many other words. */
const LEAST_WORD = 4;

/** One form for what looks the same (§3.1.1.2: NFC), before anything is hashed or counted. */
export const normalize = (typed: string): string => typed.normalize('NFC');

/** Each code point counts as one character (§3.1.1.2). */
const lengthOf = (password: string): number => [...password].length;

/** @param policy of the project: what an organization asks beyond it, others may not. */
export const leastLength = ({ require_mfa, require_passkey }: EffectivePolicy): number =>
  require_mfa || require_passkey ? LEAST_WITH_OTHERS : LEAST_ALONE;

/** What somebody who knows the person or the application would try first. */
export function contextWords(...texts: readonly (string | undefined)[]): string[] {
  const words = texts.flatMap((text) =>
    normalize(text ?? '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  );
  return [...new Set(words)].filter((word) => lengthOf(word) >= LEAST_WORD);
}

/** Why a password is not taken; said to the person, as §3.1.1.2 asks. */
export const WEAKNESSES = {
  too_short: 'is too short',
  too_long: `has more than ${MOST} characters`,
  of_context: 'consists of the name, the address or the name of the application and little else',
  too_common: 'is one of the first that would be guessed',
  breached: 'is known from a breach',
} as const;
export type Weakness = keyof typeof WEAKNESSES;

/** Little else than words of context: what is left without them would be too short for any password. */
function consistsOf(password: string, words: readonly string[]): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
  return rest !== password.toLowerCase() && lengthOf(rest) < LEAST_WITH_OTHERS;
}

export interface Judges {
  /** About how many others are tried before this one. */
  readonly guesses: (password: string, words: readonly string[]) => number;
  readonly isBreached: (password: string) => boolean;
}

/** @param password normalized. */
export function judgePassword(
  password: string,
  least: number,
  words: readonly string[],
  { guesses, isBreached }: Judges,
): Result<undefined, Weakness> {
  const length = lengthOf(password);
  if (length < least) return err('too_short');
  if (length > MOST) return err('too_long');
  if (consistsOf(password, words)) return err('of_context');
  if (guesses(password, words) < LEAST_GUESSES) return err('too_common');
  return isBreached(password) ? err('breached') : ok(undefined);
}
