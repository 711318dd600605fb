/** A change of the list of disclosures: at once where it tells people more, and by two where it tells them less (ADR 0021). */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { ok, type Result } from '../shared/result.ts';
import { type DisclosureList, listFacts } from './disclosure-list.ts';
import { putDisclosureList } from './disclosure-list-store.ts';

interface Ready {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'dsr.disclosure_actions.updated'>;
}

export const listProposal = (projectId: string, before: DisclosureList, after: DisclosureList): Proposal => ({
  kind: 'disclosure_actions',
  target: { type: 'project', id: projectId },
  organizationId: undefined,
  version: before.version,
  before: listFacts(before),
  after: listFacts(after),
});

export const listChange = (
  projectId: string,
  before: JsonObject,
  after: DisclosureList,
  approvalId?: string,
): Ready => ({
  changes: [putDisclosureList(projectId, after)],
  event: {
    type: 'dsr.disclosure_actions.updated',
    target: { type: 'project', id: projectId },
    detail: { version: after.version, before, after: listFacts(after), approval_id: approvalId },
  },
});

/** Of the last approval: of the version that it was asked for, and of no other. */
export async function applyDisclosureList({
  id,
  projectId,
  version,
  before,
  after,
}: Approval): Promise<Result<Ready, never>> {
  const list: DisclosureList = {
    version: version + 1,
    source: 'project',
    actions: after.actions as DisclosureList['actions'],
    exceptPurposes: after.except_purposes as string[],
  };
  return ok(listChange(projectId, before, list, id));
}
