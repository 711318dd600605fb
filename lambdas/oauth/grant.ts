/** An authorization code: for whom, to whom, and which session it becomes. Single use, sixty seconds (OAuth 2.1 §4.1.3). */
import { createHash, randomBytes } from 'node:crypto';

export const CODE_MS = 60_000;
/** A code that comes a second time must be told from one that never was: its row stays this long. */
export const REMEMBERED_MS = 24 * 3_600_000;

export interface CodeGrant {
  /** SHA-256 of the code, base64url. */
  readonly hash: string;
  readonly projectId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly scopes: readonly string[];
  readonly userId: string;
  /** The session at the hosted page, whose proof the new one goes on with. */
  readonly fromSessionId: string;
  readonly fromOrganizationId: string | undefined;
  readonly organizationId: string | undefined;
  /** The only session that the code can become. */
  readonly sessionId: string;
  readonly status: 'open' | 'spent';
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

/** 256 random bits. */
export const newCode = (): string => `ac_${randomBytes(32).toString('base64url')}`;
export const codeHash = (code: string): string => createHash('sha256').update(code).digest('base64url');
