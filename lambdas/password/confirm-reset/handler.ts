/** POST /v1/auth/password/reset/confirm */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { choosePassword } from '../choose-password.ts';
import { openReset } from '../open-reset.ts';
import { tryReset } from '../try-reset.ts';
import { confirmResetContract } from './contract.ts';

export const handler = http(confirmResetContract, async (call) => {
  const { body, project, prepare } = call;
  if (project.settings.passwords !== 'on') return err('password_not_allowed');
  prepare(project.id);
  const opened = await openReset(call, body.token);
  if (!opened.ok) return opened;
  const chosen = await choosePassword(opened.value.account, project, body.new_password);
  if (!chosen.ok) return chosen;
  const { token, code } = body;
  const finished = await tryReset(call, opened.value, { token, code, hash: chosen.value });
  return finished.ok ? ok({ status: 204 }) : finished;
});
