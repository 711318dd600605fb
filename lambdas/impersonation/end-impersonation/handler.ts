/** DELETE /v1/impersonations/{id} */
import { endSession, getSession } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { statusAt } from '../impersonation.ts';
import { endImpersonation, getImpersonationOf } from '../impersonation-store.ts';
import { endImpersonationContract } from './contract.ts';

export const handler = http(endImpersonationContract, async ({ params, project, now, commit }) => {
  const found = await getImpersonationOf(project.id, params.id);
  if (!found) return err('not_found');
  const session = await getSession(found.userId, found.sessionId);
  if (statusAt(found, session?.status === 'active', now) !== 'active' || !session) return ok({ status: 204 });
  const committed = await commit(
    [endImpersonation(found.id, now), endSession(session, 'revoked', 'impersonation_ended')],
    {
      type: 'impersonation.ended',
      organizationId: found.organizationId,
      target: { type: 'impersonation', id: found.id },
      grant: { type: 'impersonation', id: found.id },
      onBehalfOf: found.userId,
      detail: { user_id: found.userId },
    },
  );
  return committed.ok ? ok({ status: 204 }) : committed;
});
