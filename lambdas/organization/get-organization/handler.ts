/** GET /v1/organizations/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentOrganization } from '../organization-schema.ts';
import { getOrganizationOf } from '../organization-store.ts';
import { getOrganizationContract } from './contract.ts';

export const handler = http(getOrganizationContract, async ({ params, project }) => {
  const organization = await getOrganizationOf(project.id, params.id);
  return organization ? ok({ status: 200, body: presentOrganization(organization) }) : err('not_found');
});
