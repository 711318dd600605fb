/** POST /v1/auth/password/reset/confirm */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { choosePassword } from '../choose-password.ts';
import { finishReset } from '../finish-reset.ts';
import { answerMore, openReset } from '../open-reset.ts';
import { confirmResetContract } from './contract.ts';

export const handler = http(confirmResetContract, async (call) => {
  const { body, project, prepare } = call;
  if (project.settings.passwords !== 'on') return err('password_not_allowed');
  prepare(project.id);
  const opened = await openReset(call, body.token);
  if (!opened.ok) return opened;
  const chosen = await choosePassword(opened.value.account, project, body.new_password);
  if (!chosen.ok) return chosen;
  const more = await answerMore(call, opened.value, body.code);
  if (!more.ok) return more;
  const finished = await finishReset(call, opened.value, chosen.value, more.value);
  return finished.ok ? ok({ status: 204 }) : finished;
});
