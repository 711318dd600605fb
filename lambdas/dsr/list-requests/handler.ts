/** GET /v1/compliance/dsr */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentRequest } from '../request-schema.ts';
import { listRequests, listRequestsOf } from '../request-store.ts';
import { listRequestsContract } from './contract.ts';

/** Those of one person are few. */
async function ofPerson(projectId: string, userId: string, cursor: string | undefined) {
  const all = (await listRequestsOf(userId)).filter((request) => request.projectId === projectId);
  return all.reverse().filter(({ id }) => cursor === undefined || id < cursor);
}

export const handler = http(listRequestsContract, async ({ query, project }) => {
  const { user_id, cursor, limit } = query;
  const found =
    user_id === undefined
      ? await listRequests(project.id, cursor, probe(limit))
      : await ofPerson(project.id, user_id, cursor);
  const { items, next } = page(found, limit);
  return ok({ status: 200, body: { data: items.map(presentRequest), next_cursor: next ?? null } });
});
