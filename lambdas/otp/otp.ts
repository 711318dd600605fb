/** One-time codes: six digits that are sent to an address, for one flow, ten minutes and five tries. */
import { type CipherKey, createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../shared/result.ts';

/** What the key is derived for. */
export const OTP_KEY = 'otp/v1';

export const CODE_MS = 10 * 60_000;
export const CODE_MINUTES = String(CODE_MS / 60_000);
/** Wrong answers of one flow. */
export const MAX_TRIES = 5;
const DIGITS = 6;

export type Channel = 'email' | 'sms';
/** What the right code does: begin a session, answer a challenge, or show that an address is the person's. */
export type Purpose = 'sign_in' | 'step_up' | 'phone' | 'email';

export interface OneTimeCode {
  /** SHA-256 of the flow's id, or the hash of the challenge that it answers, base64url. */
  readonly hash: string;
  readonly projectId: string;
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** Keyed hash of the address that it was asked for, and which kind that is. */
  readonly address: string;
  readonly by: 'email' | 'phone';
  /** Who asked, where somebody is known: never in a sign-in, which does the same for nobody's address. */
  readonly userId?: string | undefined;
  /** The number to be confirmed, E.164. */
  readonly number?: string | undefined;
  /** The address as it was typed, sealed, where it may become somebody's. */
  readonly sealedAddress?: Uint8Array | undefined;
  readonly organizationId?: string | undefined;
  /** The only session that it can lead to. */
  readonly sessionId?: string | undefined;
  readonly codeHash: string;
  readonly tries: number;
  readonly status: 'open' | 'used';
  /** Milliseconds. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** What the client holds: 256 bits. */
export const newFlowId = (): string => `flow_${randomBytes(32).toString('base64url')}`;
export const hashOfFlow = (flowId: string): string => createHash('sha256').update(flowId).digest('base64url');

/** Each of the million is as likely as any other. */
export const newCode = (): string => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');

/** A code of one flow is none of another. */
const digest = (key: CipherKey, projectId: string, hash: string, code: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([projectId, hash, code]))
    .digest();

export const hashCode = (key: CipherKey, projectId: string, hash: string, code: string): string =>
  digest(key, projectId, hash, code).toString('base64url');

export const isOpen = ({ status, tries, expiresAtMs }: OneTimeCode, now: Date): boolean =>
  status === 'open' && tries < MAX_TRIES && now.getTime() < expiresAtMs;

export const isRight = (key: CipherKey, { projectId, hash, codeHash }: OneTimeCode, code: string): boolean => {
  const stored = Buffer.from(codeHash, 'base64url');
  const given = digest(key, projectId, hash, code);
  return stored.length === given.length && timingSafeEqual(stored, given);
};

export interface Asked {
  readonly destination?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly channel?: Channel | undefined;
}

export interface Destination {
  readonly by: 'email' | 'phone';
  readonly address: string;
  readonly channel: Channel;
}

const E164 = /^\+[1-9]\d{6,14}$/;
/** As people write numbers: spaces, dots, hyphens and brackets mean nothing. */
const normalizePhone = (phone: string): string => phone.replace(/[\s().-]/g, '');

/** An e-mail address has an at sign, and everything else is a number. Clients differ in what they call it (api.md). */
export function destinationOf(asked: Asked): Result<Destination, 'validation_failed'> {
  const named = [asked.email, asked.phone, asked.destination].filter((one) => one !== undefined);
  const [address] = named;
  if (address === undefined || named.length > 1) return err('validation_failed');
  if (address.includes('@'))
    return ok({ by: 'email', address: address.trim().toLowerCase(), channel: asked.channel ?? 'email' });
  const phone = normalizePhone(address);
  return E164.test(phone)
    ? ok({ by: 'phone', address: phone, channel: asked.channel ?? 'sms' })
    : err('validation_failed');
}

/** An address as far as somebody may see it who has not proven that it is theirs. */
export function masked(address: string): string {
  const [name = '', host] = address.split('@');
  return host === undefined ? `${'•'.repeat(6)}${address.slice(-4)}` : `${name.slice(0, 1)}•••@${host}`;
}
