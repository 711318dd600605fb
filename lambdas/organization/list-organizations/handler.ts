/** GET /v1/organizations */
import { http } from '../../shared/http.ts';
import { linkToNext, page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentOrganization } from '../organization-schema.ts';
import { listOrganizations } from '../organization-store.ts';
import { listOrganizationsContract } from './contract.ts';

export const handler = http(listOrganizationsContract, async ({ query, project }) => {
  const { items, next } = page(await listOrganizations(project.id, query.cursor, probe(query.limit)), query.limit);
  return ok({
    status: 200,
    headers: linkToNext('/v1/organizations', query.limit, next),
    body: items.map(presentOrganization),
  });
});
