/** DELETE /v1/organizations/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { factsOf, metadataChanged } from '../organization.ts';
import { deleteOrganization, getOrganizationOf } from '../organization-store.ts';
import { deleteOrganizationContract } from './contract.ts';

export const handler = http(deleteOrganizationContract, async ({ params, project, commit, prepare }) => {
  prepare(params.id);
  const organization = await getOrganizationOf(project.id, params.id);
  if (!organization) return err('not_found');
  if (organization.members > 0) return err('organization_not_empty');
  const committed = await commit(deleteOrganization(organization), {
    type: 'organization.deleted',
    target: { type: 'organization', id: organization.id },
    organizationId: organization.id,
    detail: { before: factsOf(organization), metadata: metadataChanged(organization.metadata, {}) },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
