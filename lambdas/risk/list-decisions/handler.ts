/** GET /v1/risk/decisions */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getUser } from '../../user/user-store.ts';
import { decisionsOfProject, decisionsOfUser } from '../decision-list.ts';
import { presentDecision } from '../present-decision.ts';
import { listDecisionsContract } from './contract.ts';

export const handler = http(listDecisionsContract, async ({ query, project }) => {
  const { user_id: userId, decision, limit, cursor } = query;
  if (userId !== undefined && !(await getUser(project.id, userId))) return err('not_found');
  const wanted = { decision, before: cursor, limit };
  const found = await (userId === undefined ? decisionsOfProject(project.id, wanted) : decisionsOfUser(userId, wanted));
  return ok({ status: 200, body: { data: found.items.map(presentDecision), next_cursor: found.next ?? null } });
});
