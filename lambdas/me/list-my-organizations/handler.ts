/** GET /v1/me/organizations */
import { getOrganizations } from '../../organization/organization-store.ts';
import { getAccount } from '../../session/account-store.ts';
import { presentMemberships } from '../../session/envelope-schema.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { listMyOrganizationsContract } from './contract.ts';

export const handler = http(listMyOrganizationsContract, async ({ principal, project }) => {
  const { memberships = [] } = (await getAccount(project.id, principal.userId)) ?? {};
  const organizations = await getOrganizations(memberships.map(({ organizationId }) => organizationId));
  return ok({ status: 200, body: { data: presentMemberships(memberships, organizations) } });
});
