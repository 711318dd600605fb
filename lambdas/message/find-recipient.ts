/**
 * To whom a message goes. Where it names a person by a hash, their address is looked up here and not in the request: to
 * the address on file, and to nobody where nobody has it.
 */
import type { Subject } from '../audit/event.ts';
import { findOwner } from '../otp/find-owner.ts';
import { phoneOf } from '../otp/phone-store.ts';
import { passwordOf } from '../password/password-store.ts';
import { mayReset } from '../password/reset.ts';
import type { Letter } from './seal-message.ts';
import type { TemplateName } from './templates.ts';

/** For these it takes more than an address. */
const RESETS: readonly TemplateName[] = ['password_reset', 'password_reset_code'];

export interface Recipient {
  /** E-mail address or E.164. */
  readonly to: string;
  /** The person, where one is known. */
  readonly subjects: readonly Subject[];
}

export async function findRecipient(
  projectId: string,
  { to, channel, template }: Letter,
): Promise<Recipient | undefined> {
  if (to === undefined) return undefined;
  if (typeof to === 'string') return { to, subjects: [] };
  const account = await findOwner(projectId, { by: to.by, address: to.hash });
  if (!account && to.orTo !== undefined) return { to: to.orTo, subjects: [] };
  if (account?.user.status !== 'active') return undefined;
  if (RESETS.includes(template) && !mayReset(account, passwordOf(account))) return undefined;
  const address = channel === 'sms' ? phoneOf(account)?.number : account.user.email;
  const subjects = account.wrappedKey ? [{ id: account.user.id, wrappedKey: account.wrappedKey }] : [];
  return address === undefined ? undefined : { to: address, subjects };
}
