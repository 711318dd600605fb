/** GET /v1/recovery/requests */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentRecovery } from '../recovery-schema.ts';
import { listRecoveries } from '../recovery-store.ts';
import { listRecoveriesContract } from './contract.ts';

export const handler = http(listRecoveriesContract, async ({ query, project, now }) => {
  const { items, next } = page(await listRecoveries(project.id, query.cursor, probe(query.limit)), query.limit);
  const data = items.map((recovery) => presentRecovery(recovery, now));
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
