/**
 * Collects what is reviewed, a page in each transaction, so that an organization of any size is taken: what one run does
 * not reach, the clock goes on with. Of two who collect at once, one does.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import type { Committed } from '../shared/commit.ts';
import type { Result } from '../shared/result.ts';
import { type CollectCursor, collected, ITEMS_MOST, type Kind, type Review } from './access-review.ts';
import { advanceReview } from './access-review-store.ts';
import { lastUse, listAccess } from './read-access.ts';
import { partCollected } from './review-events.ts';
import { type Access, newItem } from './review-item.ts';
import { insertItem } from './review-item-store.ts';

/** Of 100 statements that a transaction takes, with room for the review and the event. */
const PAGE = 80;
/** For the last use of each of these the log is searched, which takes longer than to look at somebody's sessions. */
const SEARCHED: readonly Kind[] = ['api_key', 'client'];
const SEARCHES = 16;

export interface Collecting {
  readonly now: Date;
  commit(
    changes: readonly Change<'conflict'>[],
    event: EventDraft<'access_review.collected'>,
  ): Promise<Result<Committed, 'conflict'>>;
}

async function nextPage(review: Review, from: CollectCursor): Promise<{ found: Access[]; cursor?: CollectCursor }> {
  const kinds = review.scope.kinds.slice(review.scope.kinds.indexOf(from.kind));
  const found: Access[] = [];
  let after = from.after;
  for (const kind of kinds) {
    const room = Math.min(PAGE - found.length, SEARCHED.includes(kind) ? SEARCHES : PAGE);
    const page = await listAccess(review, { kind, after }, room);
    found.push(...page);
    if (page.length === room) return { found, cursor: { kind, after: page.at(-1)?.id } };
    after = undefined;
  }
  return { found };
}

/** @returns the review as it is then; still being collected when the time was over, or somebody else went on with it. */
export async function collectOn({ now, commit }: Collecting, before: Review, timeLeft: () => boolean): Promise<Review> {
  let review = before;
  while (review.status === 'collecting' && review.cursor && timeLeft()) {
    const { found, cursor } = await nextPage(review, review.cursor);
    const fitting = found.slice(0, ITEMS_MOST - review.items);
    const full = fitting.length < found.length;
    const items = await Promise.all(
      fitting.map(async (access) => newItem(access, await lastUse(review.projectId, access), now)),
    );
    const after = collected(review, items.length, full ? review.cursor : cursor, full);
    const changes = [advanceReview(review, after), ...items.map((item) => insertItem(review.id, item))];
    if (!(await commit(changes, partCollected(after, items.length))).ok) return review;
    review = after;
  }
  return review;
}
