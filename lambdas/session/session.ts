/** A session's life: its limits, its refresh tokens and how it ends. Pure: plain data and `now` in, decisions out. */
import { type Impersonated, type Impersonator, mayAct } from '../impersonation/impersonation.ts';
import type { Membership } from '../membership/membership.ts';
import type { Organization } from '../organization/organization.ts';
import { type EffectivePolicy, effectivePolicy, type Policy } from '../organization/policy.ts';
import type { Assessment } from '../risk/risk.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { User } from '../user/user.ts';
import { GATE_ERRORS, gate, type Place, type Proof } from './gate.ts';

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly organizationId: string | undefined;
  /** By which the user is there: one who left and came back has another, and signs in again. */
  readonly membershipId: string | undefined;
  /** In that organization, as of the last refresh. */
  readonly role: string | undefined;
  readonly method: Proof['method'];
  /** Every way that was used to prove who it is. */
  readonly factors: readonly Proof['method'][];
  readonly amr: readonly string[];
  readonly acr: string;
  /** What is known of the passkey's authenticator, where a passkey was used (`gate.ts`). */
  readonly aaguid: string | undefined;
  readonly synced?: boolean | undefined;
  readonly attested?: boolean | undefined;
  /** The passkey that it was made with: when that is removed, the session is over. */
  readonly credentialId?: string | undefined;
  readonly authTimeMs: number;
  readonly createdAtMs: number;
  /** When a person was last known to be there: not when a client last asked for something (ADR 0019). */
  readonly lastActiveAtMs: number;
  /** Goes into every refresh token of this session; stored, and useless without the deployment's key. */
  readonly seed: Uint8Array;
  /** Which refresh token is the current one; the ones before it are spent. */
  readonly generation: number;
  readonly rotatedAtMs: number;
  /** Fingerprint of the client that was given the current token. */
  readonly rotatedBy: string;
  /** Of the organization's policy that it was last checked against; 0 without an organization. */
  readonly policyVersion: number;
  readonly status: 'active' | 'revoked' | 'expired';
  /** Why it ended: an error code or `signed_out`. */
  readonly endReason: string | undefined;
  readonly userAgent: string | undefined;
  /** Block of the network that it was made from (`risk/address.ts`): its owner may know the place by it. */
  readonly network?: string | undefined;
  /**
   * When its user had last been signed out everywhere, as whoever minted it read it: it holds only while that is so. What
   * is minted beside a sign-out is over, whatever the clocks say.
   */
  readonly signedOutBefore: string | undefined;
  /** What the risk engine said of the sign-in. */
  readonly risk?: Assessment | undefined;
  /** Where it is not the user's own: who uses it. */
  readonly impersonation?: Impersonated | undefined;
}

export const LIMIT_ERRORS = [
  'policy_violation_session_idle',
  'policy_violation_session_absolute',
  'policy_violation_session_refresh_window',
] as const;
export type LimitError = (typeof LIMIT_ERRORS)[number];

/** Everything that decides whether a session still holds. */
export interface LoadedSession {
  readonly session: Session;
  readonly user: User;
  /** Of the person's part of the log; absent once that was erased. */
  readonly wrappedKey: Uint8Array | undefined;
  readonly organization: Organization | undefined;
  readonly membership: Membership | undefined;
  /** Who acts as the user, as they are now, where somebody does. */
  readonly impersonator?: Impersonator | undefined;
}

const MINUTE_MS = 60_000;
const MAX_ACCESS_TOKEN_MS = 5 * MINUTE_MS;

export const proofOf = ({ method, factors, amr, acr, aaguid, synced, attested, authTimeMs }: Session): Proof => ({
  method,
  factors,
  amr,
  acr,
  aaguid,
  synced,
  attested,
  atMs: authTimeMs,
});

type Times = Pick<Session, 'createdAtMs' | 'lastActiveAtMs' | 'impersonation'>;

/** When a session ends under a policy, in milliseconds since 1970. */
export const limitsOf = ({ createdAtMs, lastActiveAtMs, impersonation }: Times, policy: EffectivePolicy) => ({
  idleEndMs: lastActiveAtMs + policy.session_idle_timeout_min * MINUTE_MS,
  absoluteEndMs: Math.min(
    createdAtMs + policy.session_absolute_max_min * MINUTE_MS,
    impersonation?.endsAtMs ?? Number.POSITIVE_INFINITY,
  ),
  refreshEndMs: createdAtMs + policy.refresh_window_min * MINUTE_MS,
});

/** At its very limit a session is over (45 CFR 164.312(a)(2)(iii)). */
export function checkLimits(
  session: Times,
  policy: EffectivePolicy,
  now: Date,
  use: 'check' | 'refresh',
): Result<undefined, LimitError> {
  const nowMs = now.getTime();
  const { idleEndMs, absoluteEndMs, refreshEndMs } = limitsOf(session, policy);
  if (nowMs >= absoluteEndMs) return err('policy_violation_session_absolute');
  if (nowMs >= idleEndMs) return err('policy_violation_session_idle');
  if (use === 'refresh' && nowMs >= refreshEndMs) return err('policy_violation_session_refresh_window');
  return ok(undefined);
}

/** Activity is written at most this often; where the idle limit is short, three times within it. */
const ACTIVITY_MS = MINUTE_MS;

/** Whether somebody who is there now must be written down, or was a moment ago (performance.md, P8). */
export function isActivityDue(session: Pick<Session, 'lastActiveAtMs'>, policy: EffectivePolicy, now: Date): boolean {
  const spacing = Math.min(ACTIVITY_MS, (policy.session_idle_timeout_min * MINUTE_MS) / 3);
  return now.getTime() - session.lastActiveAtMs >= spacing;
}

/** min(5 min, a third of the idle timeout), and never beyond the session's own limits. Milliseconds since 1970. */
export function accessTokenEnd(session: Times, policy: EffectivePolicy, now: Date): number {
  const life = Math.min(MAX_ACCESS_TOKEN_MS, (policy.session_idle_timeout_min * MINUTE_MS) / 3);
  const { idleEndMs, absoluteEndMs } = limitsOf(session, policy);
  return Math.min(now.getTime() + life, absoluteEndMs, idleEndMs);
}

/** What a user's request may be answered wherever it goes: the session is judged before the handler runs. */
export const SESSION_ERRORS = ['session_expired', ...LIMIT_ERRORS, ...GATE_ERRORS] as const;
export type SessionError = (typeof SESSION_ERRORS)[number];

/**
 * Whether a session holds now, under the policy as it is now: what was tightened meanwhile acts on the next request
 * (security.md, row 10). `place` is `undefined` where the request is not the user's own.
 */
export function judgeSession(
  loaded: Omit<LoadedSession, 'wrappedKey'>,
  project: { readonly id: string; readonly policy: Policy; readonly signedOutAt?: string | undefined },
  now: Date,
  place: Place | undefined,
  use: 'check' | 'refresh',
): Result<EffectivePolicy, SessionError> {
  const { session, user, organization, membership } = loaded;
  const strayed = organization?.id !== session.organizationId || membership?.id !== session.membershipId;
  if (session.projectId !== project.id || session.status !== 'active' || strayed) return err('session_expired');
  if (session.impersonation && !mayAct(loaded.impersonator, project.id, session.createdAtMs))
    return err('session_expired');
  const policy = effectivePolicy(project.policy, organization?.policy);
  const limits = checkLimits(session, policy, now, use);
  if (!limits.ok) return limits;
  const membershipState = session.organizationId ? 'member' : 'none';
  const gated = gate({ proof: proofOf(session), user, membership: membershipState, policy, place });
  if (!gated.ok) return gated;
  const outlived = [user, organization, project].some(
    (whole) => whole?.signedOutAt !== undefined && session.createdAtMs <= Date.parse(whole.signedOutAt),
  );
  const signedOut = outlived || user.signedOutAt !== session.signedOutBefore;
  const removed = session.credentialId !== undefined && user.removedPasskeys?.[session.credentialId] !== undefined;
  return signedOut || removed ? err('session_expired') : ok(policy);
}
