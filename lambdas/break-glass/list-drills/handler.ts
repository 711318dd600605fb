/** GET /v1/admin/break-glass/drills */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { maySee } from '../break-glass.ts';
import { presentBreakGlass } from '../break-glass-schema.ts';
import { listBreakGlass } from '../break-glass-store.ts';
import { listDrillsContract } from './contract.ts';

const DAY_MS = 24 * 60 * 60_000;

export const handler = http(listDrillsContract, async ({ query, principal, project, now }) => {
  const [found, newest] = await Promise.all([
    listBreakGlass(project.id, 'drill', query.cursor, probe(query.limit)),
    listBreakGlass(project.id, 'drill', undefined, 1),
  ]);
  const { items, next } = page(found, query.limit);
  const data = items.filter(({ id }) => maySee(principal, id)).map((drill) => presentBreakGlass(drill, now));
  const last = newest[0]?.openedAt;
  const days = last === undefined ? null : Math.floor((now.getTime() - Date.parse(last)) / DAY_MS);
  const body = { data, next_cursor: next ?? null, last_drill_at: last ?? null, days_since_last_drill: days };
  return ok({ status: 200, body });
});
