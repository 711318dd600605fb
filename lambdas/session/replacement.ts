/**
 * One session for another (security.md, row 7): the old one ends in the transaction that makes the new one, which keeps
 * its age and must be within its limits. New tokens are those of a refresh, so it must be one that may be refreshed.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Account } from './account-store.ts';
import { refuseUse } from './end-session.ts';
import type { Minting } from './mint-session.ts';
import { placeOf } from './place.ts';
import type { Request } from './request.ts';
import { checkLimits, judgeSession, type LimitError, type Session, type SessionError } from './session.ts';
import { endSession, loadSession } from './session-store.ts';

/** For `mintSession`. */
export interface Replacement {
  readonly since: number;
  readonly allows: NonNullable<Minting<LimitError>['allows']>;
  readonly replaces: NonNullable<Minting<LimitError>['replaces']>;
  readonly changes: readonly Change<'conflict'>[];
  readonly events: readonly EventDraft<'session.revoked'>[];
}

export const replacementOf = (session: Session, now: Date): Replacement => ({
  since: session.createdAtMs,
  allows: (policy) => checkLimits(session, policy, now, 'refresh'),
  // Where one more factor is asked for first, the answer to that ends it.
  replaces: { id: session.id, organizationId: session.organizationId },
  changes: [endSession(session, 'revoked', 'replaced')],
  events: [{ type: 'session.revoked', reason: 'replaced', target: { type: 'session', id: session.id } }],
});

/** The same for a session that was named a while ago: it must hold now, and not only when a ceremony began. */
export async function openReplacement(
  request: Request,
  account: Account,
  { id, organizationId }: { readonly id: string; readonly organizationId?: string | undefined },
): Promise<Result<Replacement & { readonly session: Session }, SessionError | 'conflict'>> {
  const { project, now } = request;
  const loaded = await loadSession(account.user.id, id, organizationId);
  // One that went to another organization meanwhile was not judged there: it goes on, and is replaced by nothing.
  if (loaded?.session.status !== 'active' || loaded.session.organizationId !== organizationId)
    return err('session_expired');
  const { session } = loaded;
  const judged = judgeSession(loaded, project, now, placeOf(request.request), 'refresh');
  if (!judged.ok) return refuseUse(request, session, account, judged.error, 'refresh');
  return ok({ session, ...replacementOf(session, now) });
}
