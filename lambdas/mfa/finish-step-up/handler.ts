/** POST /v1/auth/step-up/verify */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { tryAnswer } from '../try-answer.ts';
import { finishStepUpContract } from './contract.ts';

export const handler = http(finishStepUpContract, async (call) => {
  const { challenge_id, ...given } = call.body;
  const entered = await tryAnswer(call, challenge_id, given);
  return entered.ok ? ok({ status: 200, body: entered.value }) : entered;
});
