/** The factors that a person can use now, read from their collection. */
import type { Account } from '../session/account-store.ts';
import type { Factor } from '../session/step-up.ts';
import { phoneKey, recoveryCodesKey, totpKey } from '../shared/table.ts';

export function enrolledFactors({ user, passkeys, rows }: Pick<Account, 'user' | 'passkeys' | 'rows'>): Factor[] {
  const row = (key: { sk: string | number }) => rows.find(({ sk }) => sk === key.sk);
  const codes = row(recoveryCodesKey(user.id))?.codes;
  const factors: Factor[] = passkeys
    .filter(({ status }) => status === 'active')
    .map(({ aaguid, synced, attested }) => ({ method: 'passkey', aaguid, synced, attested }));
  if (row(totpKey(user.id))?.status === 'active') factors.push({ method: 'totp' });
  if (row(phoneKey(user.id))) factors.push({ method: 'sms' });
  if (user.emailVerified) factors.push({ method: 'otp' });
  if (Array.isArray(codes) && codes.length > 0) factors.push({ method: 'recovery' });
  return factors;
}
