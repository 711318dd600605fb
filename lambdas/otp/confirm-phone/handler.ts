/** POST /v1/me/phone/confirm */
import { securityNotice } from '../../message/security-notice.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { useCode } from '../code-store.ts';
import { insertPhone } from '../phone-store.ts';
import { withCode } from '../with-code.ts';
import { confirmPhoneContract } from './contract.ts';

export const handler = http(confirmPhoneContract, async (call) => {
  const { body, principal, project, now } = call;
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');

  const { userId } = principal;
  const answer = { flowId: body.flow_id, code: body.code, purpose: 'phone', userId } as const;
  const confirmed = await withCode(call, answer, async (code) => {
    const id = newId('credential', now);
    const number = code.number ?? '';
    const phone = { id, userId, number, hash: code.address, confirmedAt: now.toISOString() };
    const notice = await securityNotice(project, account, 'a telephone number for codes was added', now);
    const subjects = acting(account).map((person) => ({ ...person, content: { after: { phone: number } } }));
    return replaceSession(call, account, {
      changes: [useCode(code), ...insertPhone(project.id, phone), ...notice],
      events: [{ type: 'phone.confirmed', target: { type: 'credential', id }, subjects }],
    });
  });
  return confirmed.ok ? ok({ status: 200, body: confirmed.value }) : confirmed;
});
