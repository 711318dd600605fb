/** GET /v1/users */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentUser } from '../user-schema.ts';
import { emailHash, findUserByEmailHash, listUsers } from '../user-store.ts';
import { listUsersContract } from './contract.ts';

export const handler = http(listUsersContract, async ({ query, project }) => {
  if (query.email) {
    const user = await findUserByEmailHash(project.id, await emailHash(project.id, query.email));
    return ok({ status: 200, body: { data: user ? [presentUser(user)] : [], next_cursor: null } });
  }
  const { items, next } = page(await listUsers(project.id, query.cursor, probe(query.limit)), query.limit);
  return ok({ status: 200, body: { data: items.map(presentUser), next_cursor: next ?? null } });
});
