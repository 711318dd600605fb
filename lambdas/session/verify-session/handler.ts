/** POST /v1/sessions/verify */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { checkSession } from '../check-session.ts';
import { presentState, stateOfOwn, stateOfToken } from '../introspect.ts';
import { verifySessionContract } from './contract.ts';

export const handler = http(verifySessionContract, async (call) => {
  const { body, principal } = call;
  const token = body.access_token ?? body.token;
  if (principal.kind === 'secret_key' && token === undefined) return err('validation_failed');
  const read = principal.kind === 'user' ? stateOfOwn(call, principal.loaded) : stateOfToken(call, token ?? '');
  const state = await checkSession(call, read, body.activity ?? false);
  if (state.kind === 'active') return ok({ status: 200, body: presentState(state.loaded, state.policy) });
  return ok({ status: 200, body: { active: false, code: state.kind === 'over' ? state.code : 'session_expired' } });
});
