/** GET /v1/risk/decisions */
import type * as z from 'zod/mini';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getUser } from '../../user/user-store.ts';
import { decisionsOfProject, decisionsOfUser, timeOf } from '../decision-list.ts';
import type { decisionSchema } from '../decision-schema.ts';
import type { StoredDecision } from '../decision-store.ts';
import { listDecisionsContract } from './contract.ts';

const present = (decision: StoredDecision): z.input<typeof decisionSchema> => ({
  id: decision.id,
  decision: decision.decision,
  score: decision.score,
  reasons: decision.reasons.map(({ signal, weight }) => ({ signal, weight })),
  unavailable: [...decision.unavailable],
  policy_version: decision.policyVersion,
  user_id: decision.userId,
  organization_id: decision.organizationId ?? null,
  session_id: decision.sessionId ?? null,
  method: decision.method,
  created_at: new Date(timeOf(decision.id)).toISOString(),
});

export const handler = http(listDecisionsContract, async ({ query, project }) => {
  const { user_id: userId, decision, limit, cursor } = query;
  if (userId !== undefined && !(await getUser(project.id, userId))) return err('not_found');
  const wanted = { decision, before: cursor, limit };
  const found = await (userId === undefined ? decisionsOfProject(project.id, wanted) : decisionsOfUser(userId, wanted));
  return ok({ status: 200, body: { data: found.items.map(present), next_cursor: found.next ?? null } });
});
