/** GET /v1/users/{id}/memberships */
import { presentMembership } from '../../membership/membership-schema.ts';
import { listMembershipsOfUser } from '../../membership/membership-store.ts';
import { http } from '../../shared/http.ts';
import { linkToNext, probe } from '../../shared/page.ts';
import { err, ok } from '../../shared/result.ts';
import { getUser } from '../user-store.ts';
import { listUserMembershipsContract } from './contract.ts';

export const handler = http(listUserMembershipsContract, async ({ params, query, project }) => {
  const [user, found] = await Promise.all([
    getUser(project.id, params.id),
    listMembershipsOfUser(params.id, query.cursor, probe(query.limit)),
  ]);
  if (!user) return err('not_found');
  const items = found.slice(0, query.limit);
  const next = found.length > query.limit ? items.at(-1)?.organizationId : undefined;
  return ok({
    status: 200,
    headers: linkToNext(`/v1/users/${user.id}/memberships`, query.limit, next),
    body: items.map(presentMembership),
  });
});
