/** GET /v1/organizations/{org}/policy */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { policyTag, presentPolicy } from '../organization-schema.ts';
import { getOrganizationOf } from '../organization-store.ts';
import { getPolicyContract } from './contract.ts';

export const handler = http(getPolicyContract, async ({ params, project }) => {
  const organization = await getOrganizationOf(project.id, params.org);
  if (!organization) return err('not_found');
  return ok({
    status: 200,
    headers: { etag: policyTag(organization.policyVersion) },
    body: presentPolicy(organization, project.policy),
  });
});
