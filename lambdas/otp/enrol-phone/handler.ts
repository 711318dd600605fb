/** POST /v1/me/phone */
import { isAllowedNumber } from '../../message/destination.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { destinationOf } from '../otp.ts';
import { phoneHash, phoneOf } from '../phone-store.ts';
import { proveDestination } from '../prove-destination.ts';
import { enrolPhoneContract } from './contract.ts';

export const handler = http(enrolPhoneContract, async (call) => {
  const { body, principal, project, now } = call;
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const asked = destinationOf({ phone: body.phone });
  if (!asked.ok || asked.value.by !== 'phone') return err('validation_failed');
  const number = asked.value.address;
  if (!isAllowedNumber(number, project.settings.sms_countries)) return err('validation_failed');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  if (phoneOf(account)) return err('already_enrolled');

  const address = await phoneHash(project.id, number);
  const asking = { purpose: 'phone', channel: 'sms', by: 'phone', address, to: number } as const;
  const sent = await proveDestination(call, account, asking);
  return sent.ok ? ok({ status: 202, body: sent.value }) : sent;
});
