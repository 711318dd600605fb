/** Ten new codes for a person, in the place of those that they had. */
import type { EventDraft } from '../audit/event.ts';
import type { Account } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { hashCode, newCodes, RECOVERY_CODE_KEY } from './recovery-code.ts';
import { recoveryCodesOf, storeRecoveryCodes } from './recovery-code-store.ts';

export interface NewRecoveryCodes {
  /** For the person alone, this once. */
  readonly shown: string[];
  readonly changes: readonly Change<'conflict'>[];
  readonly events: readonly EventDraft<'recovery_codes.created'>[];
}

export async function newRecoveryCodes(account: Account, now: Date): Promise<NewRecoveryCodes> {
  const { id } = account.user;
  const key = await derivedKey(RECOVERY_CODE_KEY);
  const shown = newCodes();
  const hashes = shown.map((code) => hashCode(key, id, code));
  return {
    shown,
    changes: [storeRecoveryCodes(id, hashes, recoveryCodesOf(account), now)],
    events: [{ type: 'recovery_codes.created', target: { type: 'user', id }, detail: { count: shown.length } }],
  };
}
