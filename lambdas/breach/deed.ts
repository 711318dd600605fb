/** What a measure comes to: changes of one transaction, and the events that tell of them beside the journal's own. */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';

/** Types of the events that tell what a measure changed. */
export type Told =
  | 'api_key.revoked'
  | 'client.revoked'
  | 'passkey.suspended'
  | 'password.removed'
  | 'phone.removed'
  | 'signing_key.rotated'
  | 'totp.removed'
  | 'user.signed_out'
  | 'user.updated';

export interface Deed {
  readonly changes: readonly Change<'conflict' | 'not_found'>[];
  readonly events: readonly EventDraft<Told>[];
  readonly count: number;
  /** Whether more of the same is left than one transaction takes. */
  readonly more?: boolean;
  /** What follows once it is written, and undoes nothing where it fails. */
  readonly afterwards?: () => Promise<void>;
}

export const NOTHING: Deed = { changes: [], events: [], count: 0 };
/** Why things happened that happen for other reasons too. */
export const because = { reason: 'breach' } as const;
