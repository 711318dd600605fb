/** POST /v1/auth/step-up/options */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentChallenge } from '../ask-step-up.ts';
import { challengeSession } from '../challenge-session.ts';
import { openStepUp } from '../open-step-up.ts';
import { prepareAnswer } from '../prepare-answer.ts';
import { beginStepUpContract } from './contract.ts';

export const handler = http(beginStepUpContract, async (call) => {
  const { body, principal } = call;
  const named = body.challenge_id;
  if (named === undefined && principal.kind !== 'user') return err('unauthenticated');
  const opened =
    named === undefined && principal.kind === 'user'
      ? await challengeSession(call, principal.loaded, body.organization_id)
      : await openStepUp(call, named ?? '');
  if (!opened.ok) return opened;

  const told = presentChallenge(opened.value);
  const { method } = body;
  if (method === undefined) return ok({ status: 200, body: told });
  if (!opened.value.challenge.methods.includes(method)) return err('method_not_offered');
  const prepared = await prepareAnswer(call, opened.value, method);
  return prepared.ok ? ok({ status: 200, body: { ...told, method, ...prepared.value } }) : prepared;
});
