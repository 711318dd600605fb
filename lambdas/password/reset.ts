/** The reset of a password by a link in a mailbox: who may have one, how long it is good, and what it asks beside itself. */
import { createHash, randomBytes } from 'node:crypto';
import type { EffectivePolicy } from '../organization/policy.ts';
import type { Password } from './password.ts';

export const RESET_MS = 20 * 60_000;
/** Wrong codes of a further factor that a link survives (security.md, row 4). */
export const MAX_TRIES = 5;

export interface Reset {
  /** Of what was mailed. */
  readonly hash: string;
  readonly projectId: string;
  /** Of the address that it was asked for. Whose that is, is looked up by who sends the mail, and when it is used. */
  readonly emailHash: string;
  /** Milliseconds. A password that was set since makes it void. */
  readonly askedAtMs: number;
  readonly tries: number;
  readonly status: 'open' | 'used';
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

/** What is mailed: 256 bits. */
export const newResetToken = (): string => `pwr_${randomBytes(32).toString('base64url')}`;

/** With its purpose, so that no link of another kind is found by it. */
export const hashOfReset = (token: string): string =>
  createHash('sha256').update(`password-reset\n${token}`).digest('base64url');

export interface Person {
  readonly user: { readonly status: 'active' | 'disabled'; readonly emailVerified: boolean };
  readonly passkeys: readonly unknown[];
}

/**
 * The mailbox must be known to be theirs. Who has a passkey and no password gets none by mail: it would be a weaker way
 * in than the one that they chose.
 */
export const mayReset = ({ user, passkeys }: Person, password: Password | undefined): boolean =>
  user.status === 'active' && user.emailVerified && (password !== undefined || passkeys.length === 0);

/** At the same moment counts as since: which was first cannot be known. */
export const isOvertaken = ({ askedAtMs }: Reset, password: Password | undefined): boolean =>
  password !== undefined && Date.parse(password.setAt) >= askedAtMs;

export const isOpen = ({ status, tries, expiresAtMs }: Reset, now: Date): boolean =>
  status === 'open' && tries < MAX_TRIES && now.getTime() < expiresAtMs;

/**
 * Where a policy wants two factors, a mailbox alone must not set one of them: the other may be the same mailbox
 * (security.md, row 34).
 */
export const asksForMore = (policies: readonly EffectivePolicy[]): boolean =>
  policies.some(({ require_mfa }) => require_mfa);
