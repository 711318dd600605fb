/** PUT /v1/organizations/{org}/policy */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { checkProject, readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { isLoosening } from '../loosening.ts';
import { changePolicy } from '../organization.ts';
import { policyTag, presentPolicy } from '../organization-schema.ts';
import { getOrganizationOf } from '../organization-store.ts';
import { policyChange, policyProposal } from '../policy-change.ts';
import { updatePolicyContract } from './contract.ts';

export const handler = http(updatePolicyContract, async (call) => {
  const { params, body, request, now, commit, prepare } = call;
  prepare(params.org);
  // As it is now: what the project asked for a moment ago makes no loosening of the organization harmless.
  const [project, before] = await Promise.all([
    readProject(call.project.id),
    getOrganizationOf(call.project.id, params.org),
  ]);
  if (!project || !before) return err('not_found');
  const expected = request.headers['if-match'];
  if (expected && expected !== '*' && expected !== policyTag(before.policyVersion)) return err('conflict');
  const after = changePolicy(before, body, now);
  const present = (organization: typeof after) => ({
    headers: { etag: policyTag(organization.policyVersion) },
    policy: presentPolicy(organization, project.policy),
  });

  const looser = isLoosening(project.policy, before.policy, after.policy);
  const way = looser ? judgeLoosening({ ...call, project }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, policyProposal(before, after));
    const asked = await commit([change], event);
    if (!asked.ok) return asked;
    const { headers, policy } = present(before);
    return ok({ status: 202, headers, body: { ...presentPending(approval), policy } });
  }
  const { changes, event } = policyChange(before, after);
  const committed = await commit([...changes, checkProject(project)], event);
  if (!committed.ok) return committed;
  const { headers, policy } = present(after);
  return ok({ status: 200, headers, body: policy });
});
