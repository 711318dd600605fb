/** GET /v1/me/sessions */
import { liveSessions } from '../../session/live-sessions.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { listMySessionsContract } from './contract.ts';

const SHOWN = 100;

export const handler = http(listMySessionsContract, async ({ principal, project, now }) => {
  const sessions = await liveSessions(principal.userId, project, now, SHOWN);
  const data = sessions.map((session) => ({
    id: session.id,
    organization_id: session.organizationId ?? null,
    method: session.method,
    user_agent: session.userAgent ?? null,
    created_at: new Date(session.createdAtMs).toISOString(),
    last_active_at: new Date(session.lastActiveAtMs).toISOString(),
    current: session.id === principal.sessionId,
    impersonator_user_id: session.impersonation?.by ?? null,
  }));
  return ok({ status: 200, body: { data } });
});
