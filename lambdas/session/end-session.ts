/** How a session ends otherwise than by its owner's wish. Each end is written once, with its reason. */
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import { err, type Result } from '../shared/result.ts';
import type { GateError } from './gate.ts';
import { acting, concerning, type Request } from './request.ts';
import { LIMIT_ERRORS, type Session, type SessionError } from './session.ts';
import { endJudgedSession, endSession } from './session-store.ts';

interface Owner {
  readonly user: { readonly id: string };
  readonly wrappedKey: Uint8Array | undefined;
}

const about = (session: Session, owner: Owner) => ({
  organizationId: session.organizationId,
  target: { type: 'session', id: session.id },
  subjects: acting(owner),
});

/** Reasons that may pass: the person may come back to an allowed network or place. */
const PASSING: readonly string[] = [
  'policy_violation_network',
  'policy_violation_location',
] satisfies readonly GateError[];

/** For what the session was presented. */
export type Use = 'check' | 'refresh';

const REFUSED = { check: 'session.check_refused', refresh: 'session.refresh_refused' } as const;

/** A use that is refused though the session may go on, or that comes after its end. */
async function noteRefusal<E extends SessionError>(
  { commit }: Pick<Request, 'commit'>,
  session: Session,
  owner: Owner,
  reason: E,
  use: Use,
): Promise<Result<never, E>> {
  const event: EventDraft<(typeof REFUSED)[Use]> = {
    ...about(session, owner),
    type: REFUSED[use],
    outcome: 'denied',
    reason,
  };
  await commit([], event);
  return err(reason);
}

/**
 * Ends a session that the policy no longer allows: the automatic logoff (45 CFR 164.312(a)(2)(iii)). Of those who find
 * it so at once, one writes the event; the others get `conflict`, as when it was rotated meanwhile, and judge what is
 * there now.
 */
async function expire<E extends SessionError>(
  request: Pick<Request, 'commit'>,
  session: Session,
  owner: Owner,
  reason: E,
  use: Use,
): Promise<Result<never, E | 'conflict'>> {
  if (PASSING.includes(reason)) return noteRefusal(request, session, owner, reason, use);
  const limit = (LIMIT_ERRORS as readonly string[]).includes(reason);
  const detail: JsonObject = limit ? { last_active_at: session.lastActiveAtMs, created_at: session.createdAtMs } : {};
  const event: EventDraft<'session.expired'> = { ...about(session, owner), type: 'session.expired', reason, detail };
  const ended = await request.commit([endJudgedSession(session, 'expired', reason)], event);
  return ended.ok ? err(reason) : ended;
}

/** What becomes of a session that was judged not to hold: it ends, if it has not ended already. */
export const refuseUse = <E extends SessionError>(
  request: Pick<Request, 'commit'>,
  session: Session,
  owner: Owner,
  reason: E,
  use: Use,
): Promise<Result<never, E | 'conflict'>> =>
  (session.status === 'active' ? expire : noteRefusal)(request, session, owner, reason, use);

/** A spent refresh token was sent by someone who should not have it: nobody's token of this session is good any more. */
export async function revokeFamily(
  request: Request,
  session: Session,
  owner: Owner,
): Promise<Result<never, 'invalid_refresh_token' | 'conflict'>> {
  const event: EventDraft<'session.reused'> = {
    ...about(session, owner),
    type: 'session.reused',
    outcome: 'denied',
    reason: 'invalid_refresh_token',
  };
  const ended = await request.commit([endJudgedSession(session, 'revoked', 'refresh_token_reused')], event);
  return ended.ok ? err('invalid_refresh_token') : ended;
}

/** Ends a session because its owner wants it, or who may; one that has ended already stays as it is. */
export async function revoke(
  { commit }: Pick<Request, 'commit'>,
  session: Session,
  owner: Owner,
  reason: 'signed_out' | 'signed_out_everywhere' | 'passkey_removed' = 'signed_out',
): Promise<void> {
  if (session.status !== 'active') return;
  const others = reason === 'signed_out_everywhere' ? { subjects: concerning(owner) } : {};
  const event: EventDraft<'session.revoked'> = { ...about(session, owner), ...others, type: 'session.revoked', reason };
  await commit([endSession(session, 'revoked', reason)], event);
}
