/** DELETE /v1/me/sessions */
import { revoke } from '../../session/end-session.ts';
import { liveSessions } from '../../session/live-sessions.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { revokeMySessionsContract } from './contract.ts';

const NEWEST = 1_000;

export const handler = http(revokeMySessionsContract, async (call) => {
  const { principal, project, now } = call;
  for (const session of await liveSessions(principal.userId, project, now, NEWEST)) {
    if (session.id !== principal.sessionId) await revoke(call, session, principal.loaded);
  }
  return ok({ status: 204 });
});
