/** DELETE /v1/organizations/{id} */
import { checkGuard, holdsOn, readGuard } from '../../hold/hold-store.ts';
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
  // Before the holds: one that comes after it refuses the deletion.
  const guard = await readGuard(project.id);
  const held = (await holdsOn(organization.id)).some(({ target }) => target.type !== 'user');
  if (held) {
    const target = { type: 'organization', id: organization.id };
    const refused = { type: 'organization.deleted', outcome: 'denied', reason: 'under_hold' } as const;
    const detail = { before: factsOf(organization), metadata: [] };
    await commit([], { ...refused, target, organizationId: organization.id, detail });
    return err('under_hold');
  }
  const committed = await commit([...deleteOrganization(organization), checkGuard(project.id, guard)], {
    type: 'organization.deleted',
    target: { type: 'organization', id: organization.id },
    organizationId: organization.id,
    detail: { before: factsOf(organization), metadata: metadataChanged(organization.metadata, {}) },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
