/** GET /v1/organizations/{org}/memberships */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { linkToNext, page, probe } from '../../shared/page.ts';
import { err, ok } from '../../shared/result.ts';
import { presentMembership } from '../membership-schema.ts';
import { listMembers } from '../membership-store.ts';
import { listMembershipsContract } from './contract.ts';

export const handler = http(listMembershipsContract, async ({ params, query, project }) => {
  const [organization, found] = await Promise.all([
    getOrganizationOf(project.id, params.org),
    listMembers(params.org, query.cursor, probe(query.limit)),
  ]);
  if (!organization) return err('not_found');
  const { items, next } = page(found, query.limit);
  return ok({
    status: 200,
    headers: linkToNext(`/v1/organizations/${organization.id}/memberships`, query.limit, next),
    body: items.map(presentMembership),
  });
});
