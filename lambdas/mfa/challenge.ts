/** A challenge for one more proof: what was proven so far, for which session, and how often it was answered wrongly. */
import type { Method } from '../organization/policy.ts';
import type { Assessment } from '../risk/risk.ts';
import type { Proof } from '../session/gate.ts';
import type { StepUp } from '../session/step-up.ts';
import type { User } from '../user/user.ts';

/** NIST SP 800-63B-4 §3.2.2 asks for a limit; five wrong answers end the challenge (security.md, row 4). */
export const MAX_TRIES = 5;
export const CHALLENGE_MS = 5 * 60_000;

export interface StepUpChallenge {
  /** SHA-256 of what the client holds, base64url. */
  readonly hash: string;
  readonly projectId: string;
  readonly userId: string;
  readonly organizationId: string | undefined;
  /** The only session that it can lead to. */
  readonly sessionId: string;
  /** The session that has to be replaced by it, where somebody is signed in already. */
  readonly replaces: { readonly id: string; readonly organizationId: string | undefined } | undefined;
  readonly proof: Proof;
  readonly methods: readonly Method[];
  readonly because: StepUp['because'] | 'recent_authentication';
  readonly credentialId: string | undefined;
  /** What the risk engine said: it goes into the session. */
  readonly risk: Assessment | undefined;
  readonly tries: number;
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

/** Whether it may be answered at all. A use closes it as five wrong answers do. */
export const isOpen = ({ tries, expiresAtMs }: StepUpChallenge, now: Date): boolean =>
  tries < MAX_TRIES && now.getTime() < expiresAtMs;

/** Whether the person was signed out everywhere since the proof was begun: then it proves nothing any more. */
export const isOutdated = ({ proof }: StepUpChallenge, { signedOutAt }: Pick<User, 'signedOutAt'>): boolean =>
  signedOutAt !== undefined && proof.atMs <= Date.parse(signedOutAt);
