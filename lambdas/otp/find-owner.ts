/** Whose address it is, by its keyed hash. */
import { type Account, findAccount, getAccount } from '../session/account-store.ts';
import type { OneTimeCode } from './otp.ts';
import { findPhoneOwner, phoneOf } from './phone-store.ts';

/** Nobody whose address it was, and is not any more. */
export async function findOwner(
  projectId: string,
  { by, address }: Pick<OneTimeCode, 'by' | 'address'>,
): Promise<Account | undefined> {
  if (by === 'email') return findAccount(projectId, address);
  const userId = await findPhoneOwner(projectId, address);
  const account = userId && (await getAccount(projectId, userId));
  return account && phoneOf(account)?.hash === address ? account : undefined;
}

/**
 * Whether the code can have gone to what they have now. A code that went by another way than it was asked by, to a number
 * that was confirmed since or an address that may have been changed since, is in the hands of whoever had the old one.
 */
export function mayHaveGot(
  account: Account,
  { by, channel, createdAtMs }: Pick<OneTimeCode, 'by' | 'channel' | 'createdAtMs'>,
): boolean {
  if (channel === 'email') return by === 'email' || Date.parse(account.user.updatedAt) <= createdAtMs;
  const phone = phoneOf(account);
  return phone !== undefined && Date.parse(phone.confirmedAt) <= createdAtMs;
}
