/** A change of an organization's policy, ready to commit: at once, or when a second person has agreed. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changePolicy, type Organization } from './organization.ts';
import { getOrganizationOf, updatePolicy } from './organization-store.ts';
import type { Policy } from './policy.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'org_policy.updated'>;
}

export const policyChange = (before: Organization, after: Organization, approvalId?: string): ReadyChange => ({
  changes: [updatePolicy(before, after)],
  event: {
    type: 'org_policy.updated',
    target: { type: 'organization', id: before.id },
    organizationId: before.id,
    detail: {
      before: { ...before.policy },
      after: { ...after.policy },
      version: after.policyVersion,
      approval_id: approvalId,
    },
  },
});

export const policyProposal = (before: Organization, after: Organization): Proposal => ({
  kind: 'org_policy',
  target: { type: 'organization', id: before.id },
  organizationId: before.id,
  version: before.policyVersion,
  before: { ...before.policy },
  after: { ...after.policy },
});

/** Of the last approval: applied to the policy as it was when it was asked for. */
export async function applyPolicyChange(
  { id, target, version, after }: Approval,
  project: Project,
  now: Date,
): Promise<Result<ReadyChange, 'conflict'>> {
  const before = await getOrganizationOf(project.id, target.id);
  if (before?.policyVersion !== version) return err('conflict');
  return ok(policyChange(before, changePolicy(before, after as Partial<Policy>, now), id));
}
