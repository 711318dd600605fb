/** POST /v1/organizations */
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { createOrganization, factsOf, metadataChanged, slugOf } from '../organization.ts';
import { presentOrganization } from '../organization-schema.ts';
import { insertOrganization } from '../organization-store.ts';
import { createOrganizationContract } from './contract.ts';

export const handler = http(createOrganizationContract, async ({ body, project, now, commit }) => {
  const slug = body.slug ?? slugOf(body.name);
  if (!slug) return err('validation_failed');
  const organization = createOrganization({ ...body, slug }, newId('organization', now), project.id, now);
  const committed = await commit(insertOrganization(organization), {
    type: 'organization.created',
    target: { type: 'organization', id: organization.id },
    organizationId: organization.id,
    detail: { after: factsOf(organization), metadata: metadataChanged({}, organization.metadata) },
  });
  return committed.ok ? ok({ status: 201, body: presentOrganization(organization) }) : committed;
});
