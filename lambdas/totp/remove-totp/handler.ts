/** DELETE /v1/me/mfa/totp */
import { securityNotice } from '../../message/security-notice.ts';
import { judgeRemoval } from '../../mfa/removal.ts';
import { policiesOf, standingOf, without } from '../../mfa/standing.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { countOnOthers } from '../../user/user-store.ts';
import { removeTotp, totpOf } from '../totp-store.ts';
import { removeTotpContract } from './contract.ts';

export const handler = http(removeTotpContract, async (call) => {
  const { principal, project, now, commit } = call;
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const totp = totpOf(account);
  if (!totp) return err('not_enrolled');

  const event = { type: 'totp.removed', target: { type: 'credential', id: totp.id } } as const;
  const standing = standingOf(account, project);
  const judged = judgeRemoval(standing, without(standing, 'totp'), await policiesOf(account, project), now);
  if (!judged.ok) {
    const { organizationId } = principal;
    await commit([], { ...event, outcome: 'denied', reason: judged.error, organizationId, subjects: acting(account) });
    return judged;
  }
  const notice = await securityNotice(project, account, 'your authenticator app was removed', now);
  const changes = [...removeTotp(totp), countOnOthers(account.user), ...notice];
  const replaced = await replaceSession(call, account, { changes, events: [event] });
  return replaced.ok ? ok({ status: 200, body: replaced.value }) : replaced;
});
