/** POST /v1/sessions/verify */
import { effectivePolicy } from '../../organization/policy.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { expire } from '../end-session.ts';
import { introspect, presentState } from '../introspect.ts';
import { verifySessionContract } from './contract.ts';

export const handler = http(verifySessionContract, async (call) => {
  const { body, principal, project, now } = call;
  if (principal.kind === 'user') {
    const { loaded } = principal;
    const policy = effectivePolicy(project.policy, loaded.organization?.policy);
    return ok({ status: 200, body: presentState(loaded, policy) });
  }
  const token = body.access_token ?? body.token;
  if (token === undefined) return err('validation_failed');
  let found = await introspect(token, project, now);
  if (found.kind === 'over') {
    const ended = await expire(call, found.loaded.session, found.loaded, found.code);
    // Somebody else ended or refreshed it meanwhile.
    if (!ended.ok && ended.error === 'conflict') found = await introspect(token, project, now);
  }
  if (found.kind === 'active') return ok({ status: 200, body: presentState(found.loaded, found.policy) });
  return ok({ status: 200, body: { active: false, code: found.kind === 'over' ? found.code : 'session_expired' } });
});
