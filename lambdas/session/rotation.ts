/** What a refresh token is to its session, and the session after it was used. Pure. */
import type { Membership } from '../membership/membership.ts';
import type { Session } from './session.ts';

/** A client whose answer was lost may ask again with the token that it still has (api.md, Tokens). */
const RETRY_MS = 10_000;

/**
 * What an authentic refresh token is to its session: the current one, the one before it sent again because the answer
 * was lost, or a spent one, which only a copy can be.
 */
export function judgeGeneration(
  session: Session,
  generation: number,
  client: string,
  now: Date,
): 'current' | 'retry' | 'reused' {
  if (generation === session.generation) return 'current';
  const recent = now.getTime() - session.rotatedAtMs <= RETRY_MS;
  return generation === session.generation - 1 && recent && client === session.rotatedBy ? 'retry' : 'reused';
}

export interface Rotation {
  readonly client: string;
  readonly now: Date;
  readonly policyVersion: number;
  /** In the organization that the session is in from now on. */
  readonly membership: Membership | undefined;
  /** Whether a person caused it: only that puts the idle limit off. */
  readonly activity: boolean;
}

export const rotate = (session: Session, rotation: Rotation): Session => ({
  ...session,
  generation: session.generation + 1,
  rotatedAtMs: rotation.now.getTime(),
  rotatedBy: rotation.client,
  lastActiveAtMs: rotation.activity ? rotation.now.getTime() : session.lastActiveAtMs,
  policyVersion: rotation.policyVersion,
  organizationId: rotation.membership?.organizationId,
  membershipId: rotation.membership?.id,
  role: rotation.membership?.role,
});
