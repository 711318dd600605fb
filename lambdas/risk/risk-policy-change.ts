/** A change of a project's risk policy, ready to commit: at once, or when a second person has agreed (ADR 0021). */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import { readProject } from '../project/project-store.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changeRiskPolicy, DEFAULT_RISK_POLICY, type RiskPolicy, type RiskPolicyPatch } from './risk-policy.ts';
import { putRiskPolicy } from './risk-policy-store.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'risk_policy.updated'>;
}

export const riskPolicyOf = ({ riskPolicy }: Project): RiskPolicy => riskPolicy ?? DEFAULT_RISK_POLICY;

const facts = ({ version, thresholds, weights, disabled_signals, off_hours }: RiskPolicy): JsonObject => ({
  version,
  thresholds: { ...thresholds },
  weights: { ...weights },
  disabled_signals: [...disabled_signals],
  off_hours: off_hours && { ...off_hours },
});

export const riskPolicyChange = (project: Project, after: RiskPolicy, approvalId?: string): ReadyChange => ({
  changes: [putRiskPolicy(project, after)],
  event: {
    type: 'risk_policy.updated',
    target: { type: 'project', id: project.id },
    detail: {
      before: facts(riskPolicyOf(project)),
      after: facts(after),
      version: after.version,
      approval_id: approvalId,
    },
  },
});

export const riskPolicyProposal = (project: Project, after: RiskPolicy): Proposal => ({
  kind: 'risk_policy',
  target: { type: 'project', id: project.id },
  organizationId: undefined,
  version: project.version,
  before: facts(riskPolicyOf(project)),
  after: facts(after),
});

/** Of the last approval: applied to the project as it was when it was asked for. */
export async function applyRiskPolicyChange({
  id,
  target,
  version,
  after,
}: Approval): Promise<Result<ReadyChange, 'conflict'>> {
  const project = await readProject(target.id);
  if (project?.version !== version) return err('conflict');
  return ok(riskPolicyChange(project, changeRiskPolicy(riskPolicyOf(project), after as RiskPolicyPatch), id));
}
