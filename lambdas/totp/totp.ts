/** Time-based one-time passwords (RFC 6238) as authenticator apps make them, and which of them may still be used. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';

/** What every authenticator app knows; some ignore any other form. */
const FORM = { algorithm: 'SHA1', digits: 6 } as const;
const STEP_S = 30;
/** Steps before and after the present one that are accepted, for clocks that are not quite right (RFC 6238 §5.2). */
const WINDOW = 1;
/** As long as the hash, which RFC 4226 §4 recommends. */
const SEED_BYTES = 20;
/** A seed that was shown and not confirmed is good for nothing after this. */
export const CONFIRM_MS = 15 * 60_000;

/** A person's authenticator app. */
export interface Totp {
  /** `cred_` and a ULID; another enrolment is another one. */
  readonly id: string;
  readonly userId: string;
  readonly status: 'pending' | 'active';
  /** The seed, sealed (`sealSecret`). */
  readonly sealed: Uint8Array;
  /** Number of the step whose code was used last. No code of this step or an earlier one is accepted again. */
  readonly counter: number;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly confirmedAt: string | undefined;
}

export const newSeed = (): Buffer => randomBytes(SEED_BYTES);

const secretOf = (seed: Uint8Array): Secret => new Secret({ buffer: Uint8Array.from(seed).buffer });

/** RFC 4226 §5.3. @param form another one than the apps' for the vectors of the RFCs alone. */
export const codeAt = (seed: Uint8Array, counter: number, form: { algorithm: string; digits: number } = FORM): string =>
  HOTP.generate({ secret: secretOf(seed), counter, ...form });

/** RFC 6238 §4.2, T0 = 0. */
export const counterAt = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP_S);

function same(code: string, expected: string): boolean {
  const [given, right] = [Buffer.from(code), Buffer.from(expected)];
  return given.length === right.length && timingSafeEqual(given, right);
}

/**
 * The step that the code is of, where that may be used now: inside the window, and later than the one used last
 * (RFC 6238 §5.2: at most one use). Every candidate is computed, whichever is right.
 */
export function stepOf(seed: Uint8Array, code: string, lastUsed: number, now: Date): number | undefined {
  const present = counterAt(now);
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, index) => present - WINDOW + index);
  const right = steps.filter((step) => same(code, codeAt(seed, step)) && step > lastUsed);
  return right[0];
}

/** May be confirmed still. */
export const isFresh = ({ createdAt }: Totp, now: Date): boolean => now.getTime() - Date.parse(createdAt) < CONFIRM_MS;

export interface Enrolment {
  /** What is typed where no camera is. */
  readonly secret: string;
  /** Key URI format of authenticator apps. */
  readonly uri: string;
}

/** @param issuer whose account it is, as the app shows it. */
export function presentSeed(seed: Uint8Array, issuer: string, account: string): Enrolment {
  const secret = secretOf(seed);
  const totp = new TOTP({ issuer, label: account, issuerInLabel: true, secret, period: STEP_S, ...FORM });
  return { secret: secret.base32, uri: totp.toString() };
}
