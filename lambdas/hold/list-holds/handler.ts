/** GET /v1/holds */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentHold } from '../hold-schema.ts';
import { listHolds } from '../hold-store.ts';
import { listHoldsContract } from './contract.ts';

export const handler = http(listHoldsContract, async ({ query, project }) => {
  const { items, next } = page(await listHolds(project.id, query.cursor, probe(query.limit)), query.limit);
  return ok({ status: 200, body: { data: items.map(presentHold), next_cursor: next ?? null } });
});
