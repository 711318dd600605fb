/**
 * Who the privacy officer of a project is, and the proof that what is sent to the incident topic and to them arrives
 * (features.md A59).
 */

export interface PrivacyOfficer {
  /** Who it is and how they are reached, sealed. */
  readonly sealed: Uint8Array;
  /** RFC 3339. */
  readonly updatedAt: string;
  /** Grows with each change. */
  readonly version: number;
}

/** Where incidents are told, and where the privacy officer is written to: the one says nothing of the other. */
export const CHANNELS = ['topic', 'mail'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The newest test, and when each channel was last confirmed with the code that only its receiver knows. */
export interface NotificationTest {
  /** SHA-256 of the code that the topic got, base64url; absent once it was used. */
  readonly topicHash?: string | undefined;
  /** Of the one that the officer got; absent also where nobody was named, or somebody else is since. */
  readonly mailHash?: string | undefined;
  /** RFC 3339. */
  readonly sentAt: string;
  readonly topicAt?: string | undefined;
  readonly mailAt?: string | undefined;
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

/** The hashes by which a code is judged; none where none is waited for. */
export function openHashes(test: NotificationTest, now: Date): { channel: Channel; hash: string }[] {
  if (now.getTime() - Date.parse(test.sentAt) > OPEN_MS) return [];
  const hashes = { topic: test.topicHash, mail: test.mailHash };
  return CHANNELS.flatMap((channel) => (hashes[channel] ? [{ channel, hash: hashes[channel] }] : []));
}

/** Channels of which nothing is known, or nothing any more. */
export const unconfirmed = (test: NotificationTest | undefined, now: Date): Channel[] =>
  CHANNELS.filter((channel) => {
    const at = test?.[`${channel}At`];
    return at === undefined || now.getTime() - Date.parse(at) > VALID_MS;
  });

/** @param hashes of the codes; without a mail's where nobody is written to. */
export const sentTest = (
  before: NotificationTest | undefined,
  hashes: { readonly topic: string; readonly mail: string | undefined },
  now: Date,
): NotificationTest => ({
  topicHash: hashes.topic,
  mailHash: hashes.mail,
  sentAt: now.toISOString(),
  topicAt: before?.topicAt,
  mailAt: before?.mailAt,
  version: (before?.version ?? 0) + 1,
});

export const confirmedTest = (before: NotificationTest, channel: Channel, now: Date): NotificationTest => ({
  ...before,
  [`${channel}Hash`]: undefined,
  [`${channel}At`]: now.toISOString(),
  version: before.version + 1,
});

/** Somebody else is written to from now on: nothing is proven of them. */
export const outdatedTest = (before: NotificationTest): NotificationTest => ({
  ...before,
  mailHash: undefined,
  mailAt: undefined,
  version: before.version + 1,
});
