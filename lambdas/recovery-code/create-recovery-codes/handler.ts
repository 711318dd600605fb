/** POST /v1/me/recovery-codes */
import { securityNotice } from '../../message/security-notice.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { newRecoveryCodes } from '../new-recovery-codes.ts';
import { createRecoveryCodesContract } from './contract.ts';

export const handler = http(createRecoveryCodesContract, async (call) => {
  const { principal, project, now } = call;
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const { shown, changes, events } = await newRecoveryCodes(account, now);
  const notice = await securityNotice(project, account, 'new recovery codes were made', now);
  const replaced = await replaceSession(call, account, { changes: [...changes, ...notice], events });
  return replaced.ok ? ok({ status: 200, body: { ...replaced.value, recovery_codes: shown } }) : replaced;
});
