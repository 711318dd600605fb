/** One more key retired within a day: what two people are asked, and what becomes true when the second one agrees. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changeKeys } from './change-keys.ts';
import { tellRotation } from './tell-rotation.ts';

export const retirementProposal = (kid: string): Proposal => ({
  kind: 'signing_key_retirement',
  target: { type: 'signing_key', id: kid },
  organizationId: undefined,
  version: 0,
  before: { status: 'good' },
  after: { status: 'retired' },
});

interface Ready {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'signing_key.rotated'>;
  readonly afterwards: () => Promise<void>;
}

/** Of the last approval: of the key that was named in it, whichever signs by then. */
export async function applyRetirement(
  { id, projectId, target }: Approval,
  _project: unknown,
  now: Date,
): Promise<Result<Ready, 'conflict' | 'no_signing_key_left' | 'signing_key_not_in_use'>> {
  const changed = await changeKeys({ reason: 'compromised', kid: target.id, approvalId: id }, now);
  if (!changed.ok) {
    const { error } = changed;
    return err(error === 'no_signing_key_left' || error === 'signing_key_not_in_use' ? error : 'conflict');
  }
  const { change, event } = changed.value;
  return ok({ changes: [change], event, afterwards: () => tellRotation(projectId, changed.value) });
}
