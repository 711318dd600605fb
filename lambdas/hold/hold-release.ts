/** The release of a hold: what two people are asked, and what becomes true when the second one agrees (ADR 0034). */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Hold, releaseHold } from './hold.ts';
import { logOf, released } from './hold-events.ts';
import { getHoldOf, putRelease } from './hold-store.ts';

const before = ({ target, matter }: Hold) => ({ target: { ...target }, matter, status: 'active' });

/** @param reason in words, for whoever agrees; the event tells `releaseFacts` alone. */
export const releaseProposal = (hold: Hold, reason: string): Proposal => ({
  kind: 'hold_release',
  target: { type: 'hold', id: hold.id },
  organizationId: logOf(hold),
  version: hold.version,
  before: before(hold),
  after: { status: 'released', reason },
});

export const releaseFacts = (hold: Hold) => ({ before: before(hold), after: { status: 'released' } });

/** Of the last approval. A hold that was applied meanwhile is the same hold. */
export async function applyHoldRelease(
  { id, projectId, target }: Approval,
  _project: unknown,
  now: Date,
): Promise<Result<{ changes: readonly Change<'conflict'>[]; event: EventDraft<'hold.released'> }, 'conflict'>> {
  const hold = await getHoldOf(projectId, target.id);
  if (hold?.status !== 'active') return err('conflict');
  const after = releaseHold(hold, now);
  return ok({ changes: putRelease(hold, after), event: released(after, id) });
}
