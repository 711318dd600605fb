/** POST /v1/auth/mfa/totp/confirm */
import { securityNotice } from '../../message/security-notice.ts';
import { newRecoveryCodes } from '../../recovery-code/new-recovery-codes.ts';
import { recoveryCodesOf } from '../../recovery-code/recovery-code-store.ts';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { replaceSession } from '../../session/replace-session.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { checkCode } from '../answer-totp.ts';
import { isFresh } from '../totp.ts';
import { confirmTotp, totpOf } from '../totp-store.ts';
import { confirmTotpContract } from './contract.ts';

export const handler = http(confirmTotpContract, async (call) => {
  const { body, principal, project, now, commit } = call;
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const totp = totpOf(account);
  if (totp?.status === 'active') return err('already_enrolled');
  if (!totp || !isFresh(totp, now)) return err('not_enrolled');

  const target = { type: 'credential', id: totp.id };
  const checked = await checkCode(totp, project.id, body.code, now);
  if (!checked.ok) {
    await commit([], {
      type: 'auth.challenge_failed',
      outcome: 'failure',
      reason: checked.error,
      organizationId: principal.organizationId,
      target,
      detail: { method: 'totp', purpose: 'enrolment' },
      subjects: acting(account),
    });
    return checked;
  }
  const codes = recoveryCodesOf(account) ? undefined : await newRecoveryCodes(account, now);
  const replaced = await replaceSession(call, account, {
    changes: [
      confirmTotp(totp, checked.value, now),
      ...(codes?.changes ?? []),
      ...(await securityNotice(project, account, 'an authenticator app was added', now)),
    ],
    events: [{ type: 'totp.confirmed', target }, ...(codes?.events ?? [])],
  });
  if (!replaced.ok) return replaced;
  return ok({ status: 200, body: { ...replaced.value, recovery_codes: codes?.shown } });
});
