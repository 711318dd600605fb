/** GET /v1/admin/breaches */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentBreach } from '../breach-schema.ts';
import { listBreaches } from '../breach-store.ts';
import { listBreachesContract } from './contract.ts';

export const handler = http(listBreachesContract, async ({ query, project, now }) => {
  const { items, next } = page(await listBreaches(project.id, query.cursor, probe(query.limit)), query.limit);
  return ok({
    status: 200,
    body: { data: items.map((breach) => presentBreach(breach, now)), next_cursor: next ?? null },
  });
});
