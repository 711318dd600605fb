/** GET /v1/me/factors */

import { isLocked } from '../../password/password.ts';
import { passwordOf } from '../../password/password-store.ts';
import { recoveryCodesOf } from '../../recovery-code/recovery-code-store.ts';
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { phoneKey } from '../../shared/table.ts';
import { totpOf } from '../../totp/totp-store.ts';
import { listFactorsContract } from './contract.ts';

export const handler = http(listFactorsContract, async ({ principal, project }) => {
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const { user, passkeys, rows } = account;
  const active = passkeys.filter(({ status }) => status === 'active');
  const totp = totpOf(account);
  const codes = recoveryCodesOf(account);
  const password = passwordOf(account);
  const phone = rows.find(({ sk }) => sk === phoneKey(user.id).sk);
  return ok({
    status: 200,
    body: {
      passkeys: {
        count: active.length,
        last_added_at:
          active
            .map(({ createdAt }) => createdAt)
            .sort()
            .at(-1) ?? null,
      },
      totp: totp?.confirmedAt ? { confirmed_at: totp.confirmedAt } : null,
      phone: phone ? { confirmed_at: String(phone.confirmed_at) } : null,
      recovery_codes: codes ? { left: codes.left.length, created_at: codes.createdAt } : null,
      password: password ? { set_at: password.setAt, locked: isLocked(password) } : null,
      email: { verified: user.emailVerified },
    },
  });
});
