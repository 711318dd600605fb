/** What is mailed in a recovery: one secret to show that the mailbox is read, one to finish, one to stop. 256 bits each. */
import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = { prove: 'rcp', finish: 'rcf', stop: 'rcs' } as const;
export type Purpose = keyof typeof PREFIX;

/** What the key of stop tokens is derived for: they are made anew for each message, and stored nowhere. */
export const STOP_KEY = 'recovery-stop/v1';

export const newToken = (purpose: 'prove' | 'finish'): string =>
  `${PREFIX[purpose]}_${randomBytes(32).toString('base64url')}`;

/** With its purpose, so that one does not serve for another. */
export const hashOf = (purpose: Purpose, token: string): string =>
  createHash('sha256').update(`recovery ${purpose}\n${token}`).digest('base64url');

export const stopTokenOf = (key: KeyObject, recoveryId: string): string =>
  `${PREFIX.stop}_${createHmac('sha256', key).update(recoveryId).digest('base64url')}`;

/** Digests of one length, so that the time tells nothing. @param hash where there is one. */
export function isToken(purpose: Purpose, token: string, hash: string | undefined): boolean {
  const given = Buffer.from(hashOf(purpose, token));
  const equal = timingSafeEqual(given, Buffer.from(hash ?? hashOf(purpose, 'nothing was mailed')));
  return hash !== undefined && equal;
}
