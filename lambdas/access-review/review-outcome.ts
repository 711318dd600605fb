/**
 * The outcome of a review, as it is signed: the review, and what was decided of each access. Of people it tells ids alone,
 * and no reason, so it stays as it was signed when somebody is erased; each decision names its event, where the reason is.
 */
import type { JsonObject } from '../audit/block.ts';
import { isOverdue, isTruncated, type Review } from './access-review.ts';
import { type Item, isComplete, progressOf } from './review-item.ts';

const itemPart = (item: Item): JsonObject => ({
  type: item.kind,
  id: item.id,
  user_id: item.userId ?? null,
  organization_id: item.organizationId ?? null,
  access: [...item.access],
  granted_at: item.grantedAt,
  expires_at: item.expiresAt ?? null,
  last_used_at: item.lastUsedAt ?? null,
  collected_at: item.collectedAt,
  decision: item.decision,
  decided_by: item.decidedBy ?? null,
  decided_at: item.decidedAt ?? null,
  event_id: item.eventId ?? null,
  revoked_at: item.revokedAt ?? null,
  revoked_by: item.revokedBy ?? null,
  revoked_event_id: item.revokedEventId ?? null,
});

export interface OutcomeParts {
  readonly [name: string]: JsonObject | readonly JsonObject[];
  readonly review: JsonObject;
  readonly items: readonly JsonObject[];
}

/** The parts of the bundle. @param items in the order of their ids. */
export const partsOf = (review: Review, items: readonly Item[]): OutcomeParts => ({
  review: {
    id: review.id,
    project_id: review.projectId,
    name: review.name,
    kinds: [...review.scope.kinds],
    organization_id: review.scope.organizationId ?? null,
    reviewers: [...review.reviewers],
    opened_by: { ...review.by },
    opened_at: review.createdAt,
    due_at: review.dueAt,
  },
  items: items.map(itemPart),
});

/** What the manifest says by itself. @param now when it is closed. */
export function factsOf(review: Review, items: readonly Item[], closedBy: string, now: Date): JsonObject {
  const progress = progressOf(items);
  return {
    items: items.length,
    ...progress,
    complete: isComplete(progress) && !isTruncated(review),
    truncated: isTruncated(review),
    late: isOverdue(review, now),
    closed_by: closedBy,
    closed_at: now.toISOString(),
  };
}
