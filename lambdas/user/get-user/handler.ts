/** GET /v1/users/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentUser } from '../user-schema.ts';
import { getUser } from '../user-store.ts';
import { getUserContract } from './contract.ts';

export const handler = http(getUserContract, async ({ params, project }) => {
  const user = await getUser(project.id, params.id);
  return user ? ok({ status: 200, body: presentUser(user) }) : err('not_found');
});
