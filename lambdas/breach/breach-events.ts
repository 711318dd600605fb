/** What the log says of a breach's life. What people wrote of it may name somebody, so that is sealed. */
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft, Subject } from '../audit/event.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { type Breach, statusOf } from './breach.ts';
import type { Reminder } from './breach-clock.ts';

type Who = SecretKeyPrincipal | OperatorPrincipal;

const target = ({ id }: Breach) => ({ type: 'breach', id });

/** Whoever acts, where they are a person, with what they said. A server's word is in the breach itself. */
export const sealedFor = (principal: Who, content: JsonObject): Subject[] | undefined =>
  principal.kind === 'operator' && principal.wrappedKey
    ? [{ id: principal.userId, wrappedKey: principal.wrappedKey, acting: true, content }]
    : undefined;

export function openedEvent(breach: Breach, principal: Who): EventDraft<'breach.opened'> {
  const subjects = sealedFor(principal, { title: breach.title, summary: breach.summary });
  return {
    type: 'breach.opened',
    target: target(breach),
    detail: { role: breach.role, discovered_at: breach.discoveredAt, alarm: breach.alarm },
    ...(subjects && { subjects }),
  };
}

export const alarmDelivered = (breach: Breach): EventDraft<'breach.alarm_delivered'> => ({
  type: 'breach.alarm_delivered',
  target: target(breach),
});

export const reminded = (breach: Breach, { name, clock }: Reminder): EventDraft<'breach.reminded'> => ({
  type: 'breach.reminded',
  target: target(breach),
  detail: { reminder: name, basis: clock.basis, due_at: clock.dueAt },
});

/** @param after as it is then. */
export function closedEvent(after: Breach, principal: Who): EventDraft<'breach.closed'> {
  const subjects = sealedFor(principal, { reason: after.closed?.reason });
  return {
    type: 'breach.closed',
    target: target(after),
    detail: { outcome: after.closed?.outcome ?? 'notified' },
    ...(subjects && { subjects }),
  };
}

export function reopenedEvent(after: Breach, reason: string, principal: Who): EventDraft<'breach.reopened'> {
  const subjects = sealedFor(principal, { reason });
  return {
    type: 'breach.reopened',
    target: target(after),
    detail: { status: statusOf(after) },
    ...(subjects && { subjects }),
  };
}
