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
