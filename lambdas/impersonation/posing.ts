/** What an impersonation is when it begins: its row, what its session says of it, and whose names its events carry. */
import type { EventDraft, Subject } from '../audit/event.ts';
import type { Account } from '../session/account-store.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Impersonated, Impersonation } from './impersonation.ts';

/** What its session is made with (`session/mint-session.ts`). */
export interface Posing {
  readonly impersonation: Impersonated;
  /** In whose name the events are, and whose blocks they carry. */
  readonly as: Required<Pick<EventDraft, 'actor' | 'grant' | 'onBehalfOf' | 'subjects'>>;
}

/** The operator's session, as it was read. */
type OwnSession = Pick<LoadedSession, 'session' | 'user' | 'wrappedKey'>;

/** Where the request came from is the operator's; why it was made concerns the user, who may read it in their log. */
export function posingOf(impersonation: Impersonation, operator: OwnSession, account: Account): Posing {
  const { id, by, writes, reason, endsAt } = impersonation;
  const subject = (of: string, wrappedKey: Uint8Array | undefined, more: Partial<Subject>): Subject[] =>
    wrappedKey ? [{ id: of, wrappedKey, ...more }] : [];
  return {
    impersonation: { id, by, email: operator.user.email, writes, endsAtMs: Date.parse(endsAt) },
    as: {
      actor: { type: 'operator', id: by },
      grant: { type: 'impersonation', id },
      onBehalfOf: account.user.id,
      subjects: [
        ...subject(by, operator.wrappedKey, { acting: true }),
        ...subject(account.user.id, account.wrappedKey, { content: { reason } }),
      ],
    },
  };
}

export const startOf = ({
  id,
  ticket,
  userId,
  endsAt,
  writes,
}: Impersonation): EventDraft<'impersonation.started'> => ({
  type: 'impersonation.started',
  target: { type: 'impersonation', id },
  detail: { ticket, user_id: userId, expires_at: endsAt, writes },
});

/** Of who is not acted for. */
export const refusalOf = (userId: string, reason: string): EventDraft<'impersonation.refused'> => ({
  type: 'impersonation.refused',
  outcome: 'denied',
  reason,
  target: { type: 'user', id: userId },
  detail: { route: 'POST /v1/impersonations', user_id: userId },
});
