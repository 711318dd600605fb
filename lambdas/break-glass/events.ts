/** What the log says of a grant's life. */
import type { EventDraft } from '../audit/event.ts';
import { type BreakGlass, reviewOf } from './break-glass.ts';

const about = ({ id, incidentId, drill }: BreakGlass) => ({
  target: { type: 'break_glass', id },
  grant: { type: 'break_glass' as const, id },
  detail: { incident_id: incidentId, drill },
});

/** @param after as it is then: its review is due. */
export function closed(after: BreakGlass, now: Date): EventDraft<'break_glass.closed'> {
  const facts = about(after);
  return {
    ...facts,
    type: 'break_glass.closed',
    ...(after.status === 'expired' && { reason: 'expired' }),
    detail: { ...facts.detail, review_due_at: reviewOf(after, now).dueAt },
  };
}

/** @param wrappedKey of the reviewer: what they found may name people, so it is sealed. */
export function reviewed(
  after: BreakGlass,
  reviewer: { readonly userId: string; readonly wrappedKey: Uint8Array | undefined },
  now: Date,
): EventDraft<'break_glass.reviewed'> {
  const { userId: id, wrappedKey } = reviewer;
  const { target, detail } = about(after);
  const content = { findings: after.review?.findings };
  return {
    type: 'break_glass.reviewed',
    target,
    detail: { ...detail, verdict: after.review?.verdict, review_due_at: reviewOf(after, now).dueAt },
    subjects: wrappedKey && [{ id, wrappedKey, acting: true, content }],
  };
}

export const alarmDelivered = (grant: BreakGlass): EventDraft<'break_glass.alarm_delivered'> => ({
  ...about(grant),
  type: 'break_glass.alarm_delivered',
});

export function reviewOverdue(grant: BreakGlass, now: Date): EventDraft<'break_glass.review_overdue'> {
  const { target, detail } = about(grant);
  return {
    type: 'break_glass.review_overdue',
    outcome: 'failure',
    target,
    detail: { ...detail, review_due_at: reviewOf(grant, now).dueAt },
  };
}
