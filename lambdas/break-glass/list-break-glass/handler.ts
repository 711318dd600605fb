/** GET /v1/admin/break-glass */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { maySee } from '../break-glass.ts';
import { presentBreakGlass } from '../break-glass-schema.ts';
import { listBreakGlass } from '../break-glass-store.ts';
import { listBreakGlassContract } from './contract.ts';

export const handler = http(listBreakGlassContract, async ({ query, principal, project, now }) => {
  const found = await listBreakGlass(project.id, 'real', query.cursor, probe(query.limit));
  const { items, next } = page(found, query.limit);
  const seen = items.filter(({ id }) => maySee(principal, id));
  const data = seen.map((grant) => presentBreakGlass(grant, now));
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
