/** What the log says of a review. What is decided of an access stands in the log to which that access belongs. */
import type { EventDraft, Subject } from '../audit/event.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';
import { isOverdue, isTruncated, type Review } from './access-review.ts';
import type { Item, Progress } from './review-item.ts';

const target = ({ id }: Pick<Review, 'id'>) => ({ type: 'review', id });
const named = ({ kind, id, userId }: Item) => ({ item_type: kind, item_id: id, user_id: userId });
const about = (review: Review, item: Item) => ({ target: target(review), organizationId: item.organizationId });

export const opened = (review: Review): EventDraft<'access_review.opened'> => ({
  type: 'access_review.opened',
  target: target(review),
  detail: {
    kinds: [...review.scope.kinds],
    organization_id: review.scope.organizationId,
    reviewers: [...review.reviewers],
    due_at: review.dueAt,
  },
});

export const partCollected = (after: Review, items: number): EventDraft<'access_review.collected'> => ({
  type: 'access_review.collected',
  target: target(after),
  detail: { items, total: after.items, finished: after.cursor === undefined, truncated: isTruncated(after) },
});

export const itemRefreshed = (review: Review, after: Item): EventDraft<'access_review.item_refreshed'> => ({
  ...about(review, after),
  type: 'access_review.item_refreshed',
  detail: { ...named(after), gone: after.decision === 'gone' },
});

const given = ({ decision }: Item) => (decision === 'keep' || decision === 'revoke' ? decision : undefined);

interface Said {
  readonly decision: 'keep' | 'revoke';
  readonly reason: string;
}

/** The reason is sealed for whom it is about; of a thing, with whoever gives it. */
export function itemDecided(
  review: Review,
  item: Item,
  { decision, reason }: Said,
  { by, wrappedKey }: { readonly by: OperatorPrincipal; readonly wrappedKey: Uint8Array | undefined },
  eventId: string,
): EventDraft<'access_review.item_decided'> {
  const person: Subject[] =
    item.userId !== undefined && wrappedKey ? [{ id: item.userId, wrappedKey, content: { reason } }] : [];
  const acting: Subject[] = by.wrappedKey
    ? [{ id: by.userId, wrappedKey: by.wrappedKey, acting: true, ...(person.length === 0 && { content: { reason } }) }]
    : [];
  return {
    ...about(review, item),
    id: eventId,
    type: 'access_review.item_decided',
    detail: { ...named(item), decision, before: given(item) },
    subjects: [...acting, ...person],
  };
}

export const decisionRefused = (
  review: Review,
  item: Item,
  decision: 'keep' | 'revoke',
  reason: string,
): EventDraft<'access_review.item_decided'> => ({
  ...about(review, item),
  type: 'access_review.item_decided',
  outcome: 'denied',
  reason,
  detail: { ...named(item), decision },
});

export const itemRevoked = (review: Review, item: Item): EventDraft<'access_review.item_revoked'> => ({
  ...about(review, item),
  type: 'access_review.item_revoked',
  detail: named(item),
});

export const revocationRefused = (
  review: Review,
  item: Item,
  reason: string,
): EventDraft<'access_review.item_revoked'> => ({
  ...about(review, item),
  type: 'access_review.item_revoked',
  outcome: 'denied',
  reason,
  detail: named(item),
});

/** It was to be taken away, and cannot be as things are. */
export const revocationFailed = (
  review: Review,
  item: Item,
  reason: string,
): EventDraft<'access_review.item_revoked'> => ({
  ...revocationRefused(review, item, reason),
  outcome: 'failure',
});

export const reminded = (
  review: Review,
  reminders: number,
  { pending, to_carry_out }: Progress,
  now: Date,
): EventDraft<'access_review.reminded'> => ({
  type: 'access_review.reminded',
  target: target(review),
  detail: { due_at: review.dueAt, overdue: isOverdue(review, now), reminders, pending, to_carry_out },
});

/** @param manifest hash of what was signed: the log and the signed outcome each name the other. */
export const reviewClosed = (
  review: Review,
  progress: Progress,
  complete: boolean,
  manifest: string,
): EventDraft<'access_review.closed'> => ({
  type: 'access_review.closed',
  target: target(review),
  detail: { items: review.items, ...progress, complete, manifest },
});

export const closingRefused = (
  review: Review,
  progress: Progress,
  reason: string,
): EventDraft<'access_review.closed'> => ({
  type: 'access_review.closed',
  outcome: 'denied',
  reason,
  target: target(review),
  detail: { items: review.items, ...progress, complete: false },
});
