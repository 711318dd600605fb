/** Whom incidents of a project are told to, and the proof that such news arrives (features.md A59). */

export interface PrivacyOfficer {
  /** Who it is and how they are reached, sealed. */
  readonly sealed: Uint8Array;
  /** RFC 3339. */
  readonly updatedAt: string;
  /** Grows with each change. */
  readonly version: number;
}

/** The newest test, and when one was last confirmed with the code that only its receiver knows. */
export interface NotificationTest {
  /** SHA-256 of the code, base64url; absent once it was used, or where somebody else is told since. */
  readonly codeHash?: string | undefined;
  /** RFC 3339. */
  readonly sentAt: string;
  readonly confirmedAt?: string | undefined;
  readonly version: number;
}

const DAY_MS = 24 * 60 * 60_000;
/** Whoever reads it a week later has not been told of an incident. */
const OPEN_MS = 7 * DAY_MS;
const VALID_MS = 365 * DAY_MS;

/** Of 32 letters that nobody mistakes for each other: 50 bits, told in an e-mail and typed by hand. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 10;
/** @param random bytes, as many as the code has letters. */
export const codeFrom = (random: Uint8Array): string =>
  [...random.subarray(0, CODE_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
export const CODE_BYTES = CODE_LENGTH;

/** The hash by which a code is judged; `undefined` where none is waited for. */
export const openHash = (test: NotificationTest | undefined, now: Date): string | undefined =>
  test && now.getTime() - Date.parse(test.sentAt) <= OPEN_MS ? test.codeHash : undefined;

export const isConfirmed = (test: NotificationTest | undefined, now: Date): boolean =>
  test?.confirmedAt !== undefined && now.getTime() - Date.parse(test.confirmedAt) <= VALID_MS;

export const sentTest = (before: NotificationTest | undefined, codeHash: string, now: Date): NotificationTest => ({
  codeHash,
  sentAt: now.toISOString(),
  confirmedAt: before?.confirmedAt,
  version: (before?.version ?? 0) + 1,
});

export const confirmedTest = (before: NotificationTest, now: Date): NotificationTest => ({
  ...before,
  codeHash: undefined,
  confirmedAt: now.toISOString(),
  version: before.version + 1,
});

/** Somebody else is told from now on: nothing is proven of them. */
export const outdatedTest = (before: NotificationTest): NotificationTest => ({
  sentAt: before.sentAt,
  version: before.version + 1,
});
