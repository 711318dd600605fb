/** The wire forms of a review and of what is reviewed. */
import * as z from 'zod/mini';
import { looksPersonal } from '../audit/detail-schema.ts';
import { email, id, text, time, timeWithOffset } from '../shared/vocabulary.ts';
import { isOverdue, isTruncated, KINDS, type Review, type ReviewScope, STATUSES } from './access-review.ts';
import { DECISIONS, type Item, OBSTACLES, type Progress } from './review-item.ts';

const scopeAsked = z
  .strictObject({
    operators: z.optional(z.boolean()),
    api_keys: z.optional(z.boolean()),
    clients: z.optional(z.boolean()),
    /** Whose memberships. */
    organization_id: z.optional(id('organization')),
  })
  .check(z.refine((scope) => Object.values(scope).some(Boolean), 'name something to review'));

export const reviewAsked = z.strictObject({
  /** It stays in the signed outcome when somebody is erased. */
  name: text(100).check(z.refine((name) => !looksPersonal(name), 'name no person here: no address and no number')),
  scope: scopeAsked,
  /** Operators who may decide reviews. */
  reviewers: z.array(id('user')).check(z.minLength(1), z.maxLength(20)),
  due_at: timeWithOffset,
});

export function scopeOf({ operators, api_keys, clients, organization_id }: z.output<typeof scopeAsked>): ReviewScope {
  const asked = { operator: operators, api_key: api_keys, client: clients, membership: organization_id };
  return { kinds: KINDS.filter((kind) => asked[kind]), organizationId: organization_id };
}

export const itemId = z.union([id('user'), id('key'), id('client'), id('membership')]);
/** Why: it is sealed under the key of whom it is about. */
export const reason = text(500);
/** `true` accepts that fewer than two can break the glass, as where an operator is dismissed. */
export const confirm = z.optional(z.enum(['true', 'false']));

export const reviewSchema = z.object({
  id: id('review'),
  name: z.string(),
  status: z.enum(STATUSES),
  scope: z.object({ kinds: z.array(z.enum(KINDS)), organization_id: z.nullable(id('organization')) }),
  reviewers: z.array(id('user')),
  opened_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  opened_at: time,
  due_at: time,
  overdue: z.boolean(),
  /** Collected so far. */
  items: z.int(),
  /** There is more than one review takes: it is not complete, whatever is decided. */
  truncated: z.boolean(),
  closed_at: z.nullable(time),
  closed_by: z.nullable(id('user')),
});

export const presentReview = (review: Review, now: Date): z.input<typeof reviewSchema> => ({
  id: review.id,
  name: review.name,
  status: review.status,
  scope: { kinds: [...review.scope.kinds], organization_id: review.scope.organizationId ?? null },
  reviewers: [...review.reviewers],
  opened_by: review.by,
  opened_at: review.createdAt,
  due_at: review.dueAt,
  overdue: isOverdue(review, now),
  items: review.items,
  truncated: isTruncated(review),
  closed_at: review.closedAt ?? null,
  closed_by: review.closedBy ?? null,
});

const counts = { pending: z.int(), kept: z.int(), revoked: z.int(), to_carry_out: z.int(), gone: z.int() };
export const reviewWithProgressSchema = z.object({ ...reviewSchema.shape, progress: z.object(counts) });

export const presentWithProgress = (review: Review, progress: Progress, now: Date) => ({
  ...presentReview(review, now),
  progress: { ...progress },
});

export const itemSchema = z.object({
  type: z.enum(KINDS),
  id: itemId,
  user_id: z.nullable(id('user')),
  /** Of a key or a client: who made it. They do not decide on it. */
  made_by: z.nullable(id('user')),
  /** Of the person, if there still is one. */
  email: z.nullable(email),
  /** Of the person, the key or the client. */
  name: z.nullable(z.string()),
  organization_id: z.nullable(id('organization')),
  /** Roles or scopes. */
  access: z.array(z.string()),
  granted_at: time,
  expires_at: z.nullable(time),
  /** Of a key or a client when it last left an event, which reading does not. */
  last_used_at: z.nullable(time),
  collected_at: time,
  decision: z.enum(DECISIONS),
  /** `null` too where its key was destroyed. */
  reason: z.nullable(z.string()),
  decided_by: z.nullable(id('user')),
  decided_at: z.nullable(time),
  event_id: z.nullable(id('event')),
  revoked_at: z.nullable(time),
  revoked_by: z.nullable(id('user')),
  /** Why what is to be taken away could not be, when somebody last tried. */
  obstacle: z.nullable(z.enum(OBSTACLES)),
});

export const presentItem = (
  item: Item,
  who: { readonly email: string; readonly name?: string | undefined } | undefined,
  said: string | undefined,
): z.input<typeof itemSchema> => ({
  type: item.kind,
  id: item.id,
  user_id: item.userId ?? null,
  made_by: item.madeBy ?? null,
  email: who?.email ?? null,
  name: item.name ?? who?.name ?? null,
  organization_id: item.organizationId ?? null,
  access: [...item.access],
  granted_at: item.grantedAt,
  expires_at: item.expiresAt ?? null,
  last_used_at: item.lastUsedAt ?? null,
  collected_at: item.collectedAt,
  decision: item.decision,
  reason: said ?? null,
  decided_by: item.decidedBy ?? null,
  decided_at: item.decidedAt ?? null,
  event_id: item.eventId ?? null,
  revoked_at: item.revokedAt ?? null,
  revoked_by: item.revokedBy ?? null,
  obstacle: item.obstacle ?? null,
});
