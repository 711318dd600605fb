/** PATCH /v1/organizations/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeOrganization, factsOf, metadataChanged } from '../organization.ts';
import { presentOrganization } from '../organization-schema.ts';
import { getOrganizationOf, updateOrganization } from '../organization-store.ts';
import { updateOrganizationContract } from './contract.ts';

export const handler = http(updateOrganizationContract, async ({ params, body, project, now, commit, prepare }) => {
  prepare(params.id);
  const before = await getOrganizationOf(project.id, params.id);
  if (!before) return err('not_found');
  if (Object.keys(body).length === 0) return ok({ status: 200, body: presentOrganization(before) });
  const after = changeOrganization(before, body, now);
  const committed = await commit(updateOrganization(before, after), {
    type: 'organization.updated',
    target: { type: 'organization', id: before.id },
    organizationId: before.id,
    detail: {
      before: factsOf(before),
      after: factsOf(after),
      metadata: metadataChanged(before.metadata, after.metadata),
    },
  });
  return committed.ok ? ok({ status: 200, body: presentOrganization(after) }) : committed;
});
