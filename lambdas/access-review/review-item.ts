/** One access that is reviewed: what it was when it was collected, what was decided of it, and what came of that. */
import { isRecent } from '../session/recent.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isTruncated, type Kind, type Review, TAKEN_BY } from './access-review.ts';

/** Somebody's or something's access, as it is. */
export interface Access {
  readonly kind: Kind;
  /** Of what is reviewed: the user id of an operator, a key, a client, a membership. */
  readonly id: string;
  /** Of the person, where it is one's. */
  readonly userId?: string | undefined;
  readonly organizationId?: string | undefined;
  /** What an administrator called the key or the client. */
  readonly name?: string | undefined;
  /** Roles or scopes. */
  readonly access: readonly string[];
  /** RFC 3339, as the times below. */
  readonly grantedAt: string;
  readonly expiresAt?: string | undefined;
  /** Of a key or a client: who made it, and so may have its secret. */
  readonly madeBy?: string | undefined;
}

/** `gone`: it was taken away outside of the review before anybody decided. */
export const DECISIONS = ['pending', 'keep', 'revoke', 'gone'] as const;

/** Why access that is to be taken away cannot be, as things are. */
export const OBSTACLES = ['last_key', 'too_few_operators'] as const;
export type Obstacle = (typeof OBSTACLES)[number];
export const isObstacle = (error: string): error is Obstacle => OBSTACLES.some((one) => one === error);

export interface Item extends Access {
  readonly collectedAt: string;
  readonly lastUsedAt?: string | undefined;
  readonly decision: (typeof DECISIONS)[number];
  readonly decidedBy?: string | undefined;
  readonly decidedAt?: string | undefined;
  /** The event of the decision, to which the log commits: the reason is sealed there. */
  readonly eventId?: string | undefined;
  /** When and by whom it was taken away, and the event of that. */
  readonly revokedAt?: string | undefined;
  readonly revokedBy?: string | undefined;
  readonly revokedEventId?: string | undefined;
  /** What was in the way when somebody last tried to take it away. */
  readonly obstacle?: Obstacle | undefined;
  readonly version: number;
}

export const newItem = (access: Access, lastUsedAt: string | undefined, now: Date): Item => ({
  ...access,
  lastUsedAt,
  collectedAt: now.toISOString(),
  decision: 'pending',
  version: 1,
});

/** What a decision was about is what it was when it was seen. */
export const isSameAccess = (seen: Access, current: Access): boolean =>
  JSON.stringify([...seen.access].sort()) === JSON.stringify([...current.access].sort()) &&
  seen.expiresAt === current.expiresAt;

/** As it is by now, to be decided anew; without any access left it is gone. */
export const refreshed = (item: Item, current: Access | undefined, now: Date): Item => ({
  ...item,
  ...(current && { access: current.access, expiresAt: current.expiresAt, grantedAt: current.grantedAt }),
  collectedAt: now.toISOString(),
  decision: current ? 'pending' : 'gone',
  decidedBy: undefined,
  decidedAt: undefined,
  eventId: undefined,
  obstacle: undefined,
  version: item.version + 1,
});

const isOwn = ({ userId, madeBy }: Item, who: string): boolean => userId === who || madeBy === who;

type Who = Pick<OperatorPrincipal, 'userId' | 'grant' | 'authTimeMs' | 'scopes'>;
type Refusal = 'review_not_open' | 'forbidden' | 'own_access' | 'recent_authentication_required' | 'already_decided';

/** Who may act on an item at all: not under a grant, not on what is their own, and as who they have just proven to be. */
function judgeWho(review: Review, item: Item, who: Who, now: Date): Result<undefined, Refusal> {
  if (review.status !== 'open') return err('review_not_open');
  if (who.grant) return err('forbidden');
  if (isOwn(item, who.userId)) return err('own_access');
  if (!isRecent(who.authTimeMs, now)) return err('recent_authentication_required');
  return item.revokedAt === undefined && item.decision !== 'gone' ? ok(undefined) : err('already_decided');
}

/** Whether this reviewer may decide it. They may change their mind until it is carried out, or the review is closed. */
export const judgeDecision = (review: Review, item: Item, who: Who, now: Date): Result<undefined, Refusal> =>
  review.reviewers.includes(who.userId) ? judgeWho(review, item, who, now) : err('forbidden');

export const mayTake = ({ kind }: Pick<Item, 'kind'>, { scopes }: Pick<Who, 'scopes'>): boolean =>
  scopes.includes(TAKEN_BY[kind]);

/** Whether this operator may carry out what a reviewer decided and was not permitted to do. */
export function judgeCarryingOut(
  review: Review,
  item: Item,
  who: Who,
  now: Date,
): Result<undefined, Refusal | 'not_revoked'> {
  if (!mayTake(item, who)) return err('forbidden');
  const judged = judgeWho(review, item, who, now);
  if (!judged.ok) return judged;
  return item.decision === 'revoke' ? ok(undefined) : err('not_revoked');
}

export const decided = (item: Item, decision: 'keep' | 'revoke', by: string, eventId: string, now: Date): Item => ({
  ...item,
  decision,
  decidedBy: by,
  decidedAt: now.toISOString(),
  eventId,
  obstacle: undefined,
  version: item.version + 1,
});

export const hindered = (item: Item, obstacle: Obstacle): Item => ({ ...item, obstacle, version: item.version + 1 });

export const revoked = (item: Item, by: string, eventId: string, now: Date): Item => ({
  ...item,
  revokedBy: by,
  revokedAt: now.toISOString(),
  revokedEventId: eventId,
  obstacle: undefined,
  version: item.version + 1,
});

export interface Progress {
  readonly pending: number;
  readonly kept: number;
  readonly revoked: number;
  /** Decided to be taken away, and not taken yet. */
  readonly to_carry_out: number;
  readonly gone: number;
}

export function progressOf(items: readonly Item[]): Progress {
  const count = (fits: (item: Item) => boolean) => items.filter(fits).length;
  return {
    pending: count(({ decision }) => decision === 'pending'),
    kept: count(({ decision }) => decision === 'keep'),
    revoked: count(({ revokedAt }) => revokedAt !== undefined),
    to_carry_out: count(({ decision, revokedAt }) => decision === 'revoke' && revokedAt === undefined),
    gone: count(({ decision }) => decision === 'gone'),
  };
}

export const isComplete = ({ pending, to_carry_out }: Progress): boolean => pending === 0 && to_carry_out === 0;

const isUnfinished = ({ decision, revokedAt }: Item): boolean =>
  decision === 'pending' || (decision === 'revoke' && revokedAt === undefined);

export interface Closing {
  readonly items: readonly Item[];
  /** Reviewers who may still decide. */
  readonly fit: readonly string[];
  /** Whoever closes it says that something may stay undecided. */
  readonly acceptsIncomplete: boolean;
}

/**
 * Whether this person may end it. A reviewer does, and of whose access something is unfinished, never: they would keep it
 * by that. Another operator does only where no reviewer is left who could. Nobody closes over what is to be taken away.
 */
export function judgeClosing(
  review: Review,
  { items, fit, acceptsIncomplete }: Closing,
  { userId, grant, authTimeMs }: Omit<Who, 'scopes'>,
  now: Date,
): Result<undefined, Exclude<Refusal, 'already_decided'> | 'review_incomplete'> {
  if (grant) return err('forbidden');
  if (review.status !== 'open') return err('review_not_open');
  const isBiased = (who: string) => items.some((item) => isOwn(item, who) && isUnfinished(item));
  if (!review.reviewers.includes(userId) && !fit.every(isBiased)) return err('forbidden');
  if (isBiased(userId)) return err('own_access');
  if (!isRecent(authTimeMs, now)) return err('recent_authentication_required');
  const progress = progressOf(items);
  const complete = isComplete(progress) && !isTruncated(review);
  return complete || (acceptsIncomplete && progress.to_carry_out === 0) ? ok(undefined) : err('review_incomplete');
}
