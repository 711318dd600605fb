/** GET /v1/me/sessions */
import { liveSessions } from '../../session/live-sessions.ts';
import { presentOwnSession } from '../../session/session-schema.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { listMySessionsContract } from './contract.ts';

const SHOWN = 100;

export const handler = http(listMySessionsContract, async ({ principal, project, now }) => {
  const sessions = await liveSessions(principal.userId, project, now, SHOWN);
  const data = sessions.map((session) => presentOwnSession(session, principal));
  return ok({ status: 200, body: { data } });
});
