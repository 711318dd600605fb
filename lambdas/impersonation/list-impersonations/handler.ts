/** GET /v1/impersonations */
import { getSession } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { statusAt } from '../impersonation.ts';
import { presentImpersonation } from '../impersonation-schema.ts';
import { listImpersonations } from '../impersonation-store.ts';
import { listImpersonationsContract } from './contract.ts';

export const handler = http(listImpersonationsContract, async ({ query, project, now }) => {
  const { items, next } = page(await listImpersonations(project.id, query.cursor, probe(query.limit)), query.limit);
  const data = await Promise.all(
    items.map(async (one) => {
      // Its user may have ended the session: that is read only where nothing else says that it is over.
      const open = statusAt(one, true, now) === 'active';
      const session = open ? await getSession(one.userId, one.sessionId, { eventual: true }) : undefined;
      return presentImpersonation(one, session?.status === 'active', now);
    }),
  );
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
