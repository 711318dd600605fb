/** DELETE /v1/me/sessions */
import { revoke } from '../../session/end-session.ts';
import { listSessions } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { revokeMySessionsContract } from './contract.ts';

const NEWEST = 1_000;

export const handler = http(revokeMySessionsContract, async (call) => {
  const { principal } = call;
  for (const session of await listSessions(principal.userId, NEWEST)) {
    if (session.id !== principal.sessionId) await revoke(call, session, principal.loaded);
  }
  return ok({ status: 204 });
});
