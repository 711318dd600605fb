/**
 * Access reviews: people look through who has which access, and say of each whether it is still needed (45 CFR
 * 164.308(a)(4)(ii)(C), (a)(3)(ii)(C)). What they look at is collected when a review is opened; nobody certifies what is
 * their own; what is no longer needed is taken away by the same changes as ever.
 */
import type { Scope } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What is reviewed, in the order in which it is collected. */
export const KINDS = ['operator', 'api_key', 'client', 'membership'] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES = ['collecting', 'open', 'closed'] as const;

export interface ReviewScope {
  readonly kinds: readonly Kind[];
  /** Whose memberships, where these are reviewed. */
  readonly organizationId?: string | undefined;
}

/** Where the collection goes on: behind this object of this kind. */
export interface CollectCursor {
  readonly kind: Kind;
  readonly after?: string | undefined;
}

export interface Review {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scope: ReviewScope;
  /** User ids of operators. */
  readonly reviewers: readonly string[];
  readonly by: { readonly type: 'operator' | 'api_key'; readonly id: string };
  readonly status: (typeof STATUSES)[number];
  /** While it is collected; and of one that is open, where its collection stopped because it takes no more. */
  readonly cursor?: CollectCursor | undefined;
  /** Collected so far. */
  readonly items: number;
  /** RFC 3339, as the times below. */
  readonly createdAt: string;
  readonly dueAt: string;
  /** Reminders that were sent, or whose time was over when it was opened. */
  readonly reminders: number;
  readonly closedAt?: string | undefined;
  readonly closedBy?: string | undefined;
  /** Canonical JSON of the manifest of its outcome, and the signed note over it. */
  readonly manifest?: string | undefined;
  readonly statement?: string | undefined;
  /** Grows with each change of the review or of an item: what is closed is what was read. */
  readonly version: number;
}

/** Of one review: a signed outcome of so many still fits into one answer (6 MB). */
export const ITEMS_MOST = 5_000;

const DAY_MS = 24 * 60 * 60_000;
/** How far ahead a review may end: access is to be looked at once a year at least. */
const AHEAD_MS = 366 * DAY_MS;
export const isWithinReach = (dueAt: string, now: Date): boolean => {
  const aheadMs = Date.parse(dueAt) - now.getTime();
  return aheadMs > 0 && aheadMs <= AHEAD_MS;
};

/** Before the end, at the end, and then each week: told so often that nobody forgets it, and not for ever. */
const BEFORE_DAYS = [-7, -1, 0] as const;
const WEEKS_AFTER = 12;
const MILESTONES = [...BEFORE_DAYS, ...Array.from({ length: WEEKS_AFTER }, (_, week) => 7 * (week + 1))];

/** How many of its reminders are due by now. */
export const milestonesPast = (dueAt: string, now: Date): number =>
  MILESTONES.filter((days) => Date.parse(dueAt) + days * DAY_MS <= now.getTime()).length;

export const isReminderDue = (review: Review, now: Date): boolean =>
  review.status !== 'closed' && milestonesPast(review.dueAt, now) > review.reminders;

/** There was more than it takes: what is reviewed is not all that there is, and so it is never complete. */
export const isTruncated = ({ status, cursor }: Review): boolean => status !== 'collecting' && cursor !== undefined;

export const isOverdue = ({ status, dueAt }: Review, now: Date): boolean =>
  status !== 'closed' && now.getTime() >= Date.parse(dueAt);

export const newReview = (
  asked: Pick<Review, 'name' | 'scope' | 'reviewers' | 'dueAt'>,
  facts: Pick<Review, 'id' | 'projectId' | 'by'>,
  now: Date,
): Review => ({
  ...asked,
  ...facts,
  status: 'collecting',
  cursor: { kind: asked.scope.kinds[0] ?? 'operator' },
  items: 0,
  createdAt: now.toISOString(),
  reminders: milestonesPast(asked.dueAt, now),
  version: 1,
});

/** @param cursor where to go on; `undefined` when all is collected. @param full that it takes no more. */
export const collected = (review: Review, items: number, cursor: CollectCursor | undefined, full = false): Review => ({
  ...review,
  status: cursor && !full ? 'collecting' : 'open',
  cursor,
  items: review.items + items,
  version: review.version + 1,
});

/** What somebody must be permitted, to take access of this kind away in a review as anywhere else. */
export const TAKEN_BY: Readonly<Record<Kind, Scope>> = {
  operator: 'operators:write',
  api_key: 'api_keys:write',
  client: 'clients:write',
  membership: 'memberships:write',
};

export interface Reviewer {
  readonly userId: string;
  /** Whether they may sign in at all. */
  readonly active: boolean;
  readonly scopes: readonly Scope[];
}

/** Those of them who may still sign in and decide reviews. @param operators of the project. */
export const fitReviewers = (reviewers: readonly string[], operators: readonly Reviewer[]): string[] => {
  const fit = operators.filter(({ active, scopes }) => active && scopes.includes('reviews:write'));
  return reviewers.filter((id) => fit.some(({ userId }) => userId === id));
};

/**
 * Whether these people can review it: each of them may decide reviews, and of what one of them has another one decides.
 * @param operators of the project. @param members which of the reviewers belong to the organization.
 * @param makers who made a key or a client that is reviewed.
 */
export function judgeReviewers(
  { scope, reviewers }: Pick<Review, 'scope' | 'reviewers'>,
  operators: readonly Reviewer[],
  members: readonly string[],
  makers: readonly string[] = [],
): Result<undefined, 'reviewers_unfit' | 'second_reviewer_required'> {
  if (fitReviewers(reviewers, operators).length < reviewers.length) return err('reviewers_unfit');
  // Every reviewer is an operator, and so is an item of a review of operators.
  const ownAccess =
    scope.kinds.includes('operator') ||
    (scope.kinds.includes('membership') && members.length > 0) ||
    reviewers.some((id) => makers.includes(id));
  return ownAccess && reviewers.length < 2 ? err('second_reviewer_required') : ok(undefined);
}

export const closed = (
  review: Review,
  by: string,
  signed: { readonly manifest: string; readonly statement: string },
  now: Date,
): Review => ({
  ...review,
  ...signed,
  status: 'closed',
  closedAt: now.toISOString(),
  closedBy: by,
  version: review.version + 1,
});
