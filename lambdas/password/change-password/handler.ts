/** POST /v1/auth/password/change */
import { giveBack } from '../../abuse/spend.ts';
import { securityNotice } from '../../message/security-notice.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { choosePassword } from '../choose-password.ts';
import { spendGuess } from '../guess-budgets.ts';
import { checkPassword } from '../hash-password.ts';
import { isLocked } from '../password.ts';
import { passwordOf, storePassword } from '../password-store.ts';
import { refusePassword } from '../refuse-password.ts';
import { changePasswordContract } from './contract.ts';

export const handler = http(changePasswordContract, async (call) => {
  const { body, principal, project, now } = call;
  if (project.settings.passwords !== 'on') return err('password_not_allowed');
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const { user } = account;

  const present = passwordOf(account);
  if (present) {
    const guess = await spendGuess(call, user.emailHash);
    if (!guess.ok) return guess;
    const { right } = await checkPassword(body.current_password ?? '', present.hash);
    if (!right || isLocked(present)) return refusePassword(call, account, present, principal.organizationId);
    await giveBack(call, guess.value);
  }
  const chosen = await choosePassword(account, project, body.new_password);
  if (!chosen.ok) return chosen;
  const replaced = await replaceSession(call, account, {
    changes: [
      storePassword(user.id, chosen.value, present, now),
      ...(await securityNotice(project, account, present ? 'your password was changed' : 'a password was added', now)),
    ],
    events: [
      { type: 'password.set', target: { type: 'user', id: user.id }, detail: { via: present ? 'change' : 'first' } },
    ],
  });
  return replaced.ok ? ok({ status: 200, body: replaced.value }) : replaced;
});
