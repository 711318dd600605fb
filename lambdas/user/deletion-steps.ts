/**
 * A user's memberships end first, each with an event in its organization's log. So does what a transaction of at most
 * 100 statements does not take: steps that each leave a whole user behind, with an event of their own. A deletion that
 * stops between two steps is finished by the next one.
 */
import type { EventDraft } from '../audit/event.ts';
import { deleteMembership } from '../membership/membership-store.ts';
import type { Change } from '../shared/change.ts';
import { type Belongings, deleteRows } from './belongings-store.ts';
import { personalData } from './user.ts';
import { deleteUser, type UserWithKey } from './user-store.ts';

type DeletionEvent = 'user.deleted' | 'user.updated' | 'session.revoked' | 'membership.deleted';
export interface Step {
  readonly changes: readonly Change<'conflict' | 'not_found'>[];
  readonly event: EventDraft<DeletionEvent>;
}

/** Together with the user's own three rows, a dozen of other kinds, the guard of holds, and the event's two at most: 3 + 12 + 20 + 20 + 1 + 2. */
const AT_LAST = { passkeys: 10, sessions: 20 };
const ROWS_A_STEP = 90;

const batches = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** @param unheld fails when a hold came meanwhile: then what the user consists of stays. */
export function stepsToDelete(
  { user, wrappedKey }: UserWithKey,
  belongings: Belongings,
  unheld: Change<'conflict'>,
): Step[] {
  const target = { type: 'user', id: user.id };
  const early = <T>(list: readonly T[], kept: number) => list.slice(kept);
  const { passkeys, sessions } = AT_LAST;
  const atLast = [
    ...belongings.others,
    ...belongings.passkeys.slice(0, passkeys).flat(),
    ...belongings.sessions.slice(0, sessions),
  ];
  return [
    ...batches(early(belongings.sessions, sessions), ROWS_A_STEP).map(
      (keys): Step => ({ changes: deleteRows(keys), event: { type: 'session.revoked', target } }),
    ),
    ...batches(early(belongings.passkeys, passkeys).flat(), ROWS_A_STEP).map(
      (keys): Step => ({
        changes: deleteRows(keys),
        event: { type: 'user.updated', target, detail: { changed: ['passkeys'], status: user.status } },
      }),
    ),
    ...belongings.memberships.map(
      (membership): Step => ({
        changes: deleteMembership(membership),
        event: {
          type: 'membership.deleted',
          target: { type: 'membership', id: membership.id },
          organizationId: membership.organizationId,
          detail: { user_id: user.id, role: membership.role },
        },
      }),
    ),
    {
      changes: [...deleteUser(user), ...belongings.number, ...deleteRows(atLast), unheld],
      event: {
        type: 'user.deleted',
        target,
        subjects: wrappedKey && [{ id: user.id, wrappedKey, content: { before: personalData(user) } }],
      },
    },
  ];
}
