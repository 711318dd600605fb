/** PUT /v1/organizations/{org}/policy */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changePolicy } from '../organization.ts';
import { policyTag, presentPolicy } from '../organization-schema.ts';
import { getOrganizationOf, updatePolicy } from '../organization-store.ts';
import { updatePolicyContract } from './contract.ts';

export const handler = http(updatePolicyContract, async ({ params, body, project, request, now, commit, prepare }) => {
  prepare(params.org);
  const before = await getOrganizationOf(project.id, params.org);
  if (!before) return err('not_found');
  const expected = request.headers['if-match'];
  if (expected && expected !== '*' && expected !== policyTag(before.policyVersion)) return err('conflict');
  const after = changePolicy(before, body, now);
  const committed = await commit([updatePolicy(before, after)], {
    type: 'org_policy.updated',
    target: { type: 'organization', id: before.id },
    organizationId: before.id,
    detail: { before: { ...before.policy }, after: { ...after.policy }, version: after.policyVersion },
  });
  if (!committed.ok) return committed;
  return ok({
    status: 200,
    headers: { etag: policyTag(after.policyVersion) },
    body: presentPolicy(after, project.policy),
  });
});
