/** PUT /v1/risk/policy */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { forgetProject, readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeRiskPolicy, isLooserRiskPolicy, type RiskPolicy, riskContradiction } from '../risk-policy.ts';
import { riskPolicyChange, riskPolicyOf, riskPolicyProposal } from '../risk-policy-change.ts';
import { presentRiskPolicy, riskPolicyTag } from '../risk-policy-schema.ts';
import { updateRiskPolicyContract } from './contract.ts';

export const handler = http(updateRiskPolicyContract, async (call) => {
  const { body, request, commit } = call;
  const project = await readProject(call.project.id);
  if (!project) return err('not_found');
  const before = riskPolicyOf(project);
  const expected = request.headers['if-match'];
  if (expected && expected !== '*' && expected !== riskPolicyTag(before)) return err('conflict');
  const after = changeRiskPolicy(before, body);
  if (riskContradiction(after)) return err('settings_contradictory');
  const headersOf = (policy: RiskPolicy) => ({ etag: riskPolicyTag(policy) });

  const way = isLooserRiskPolicy(before, after) ? judgeLoosening({ ...call, project }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, riskPolicyProposal(project, after));
    const asked = await commit([change], event);
    if (!asked.ok) return asked;
    const policy = presentRiskPolicy(before);
    return ok({ status: 202, headers: headersOf(before), body: { ...presentPending(approval), policy } });
  }
  const { changes, event } = riskPolicyChange(project, after);
  const committed = await commit(changes, event);
  forgetProject(project.id);
  return committed.ok ? ok({ status: 200, headers: headersOf(after), body: presentRiskPolicy(after) }) : committed;
});
