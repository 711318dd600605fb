/** DELETE /v1/me/sessions/{id} */
import { revoke } from '../../session/end-session.ts';
import { getSession } from '../../session/session-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { revokeMySessionContract } from './contract.ts';

export const handler = http(revokeMySessionContract, async (call) => {
  const { params, principal } = call;
  const session = await getSession(principal.userId, params.id);
  if (!session) return err('not_found');
  await revoke(call, session, principal.loaded);
  return ok({ status: 204 });
});
