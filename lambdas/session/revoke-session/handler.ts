/** POST /v1/auth/sign-out and POST /v1/sessions/revoke */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { revoke } from '../end-session.ts';
import { clearCookie, SESSION_COOKIE } from '../session-cookie.ts';
import { getSession } from '../session-store.ts';
import { revokeSessionContract } from './contract.ts';

export const handler = http(revokeSessionContract, async (call) => {
  const { body, principal } = call;
  const { loaded } = principal;
  const other = body.session_id !== undefined && body.session_id !== loaded.session.id;
  const session = other ? await getSession(principal.userId, body.session_id ?? '') : loaded.session;
  if (!session) return err('not_found');
  await revoke(call, session, loaded);
  const here = call.request.cookies[SESSION_COOKIE] !== undefined && !other;
  return ok({ status: 204, ...(here && { cookies: [clearCookie()] }) });
});
