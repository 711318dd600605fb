/** What a reviewer does with an item, once it is known that they may: a change of it, with all that goes with it. */
import type { Project } from '../project/project.ts';
import type { Call } from '../shared/contract.ts';
import { newEventId } from '../shared/ids.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { getUserWithKey } from '../user/user-store.ts';
import type { Review } from './access-review.ts';
import { countChange } from './access-review-store.ts';
import { currentAccess } from './read-access.ts';
import { sealReason } from './reason.ts';
import { itemDecided, itemRefreshed, itemRevoked, revocationFailed } from './review-events.ts';
import {
  type Access,
  decided,
  hindered,
  isObstacle,
  isSameAccess,
  mayTake,
  refreshed,
  revoked,
} from './review-item.ts';
import { type StoredItem, updateItem } from './review-item-store.ts';
import { type TakenEvent, takeAway } from './take-away.ts';

type ItemEvent = 'access_review.item_decided' | 'access_review.item_refreshed' | 'access_review.item_revoked';
interface Acting extends Pick<Call<'operator', unknown, unknown, unknown, ItemEvent | TakenEvent>, 'now' | 'commit'> {
  readonly project: Project;
  readonly principal: OperatorPrincipal;
}
type Refusal = 'conflict' | 'not_found' | 'last_key' | 'too_few_operators';

/**
 * Whoever decides has seen what it was when it was collected. Where it is something else by now, that is written down and
 * they look again: `conflict`; where it is gone, nothing is left to decide, and the item says so.
 */
async function refresh(
  { now, commit }: Acting,
  review: Review,
  item: StoredItem,
  current: Access | undefined,
): Promise<Result<StoredItem, 'conflict'>> {
  const after: StoredItem = { ...refreshed(item, current, now), sealed: undefined };
  const changes = [countChange(review), updateItem(review.id, item, after)];
  const committed = await commit(changes, itemRefreshed(review, after));
  return committed.ok && !current ? ok(after) : err('conflict');
}

interface Said {
  readonly decision: 'keep' | 'revoke';
  readonly reason: string;
  readonly confirmed: boolean;
}

/**
 * What is no longer needed is taken away in the same transaction, by whoever may; else it waits for somebody who may. What
 * cannot be taken away as things are, waits too, and the item says why: the decision is not lost.
 */
export async function decide(
  call: Acting,
  review: Review,
  item: StoredItem,
  said: Said,
): Promise<Result<StoredItem, 'conflict' | 'not_found'>> {
  const { project, principal, now, commit } = call;
  const current = await currentAccess(project.id, item);
  if (!current || !isSameAccess(item, current)) return refresh(call, review, item, current);

  const person = item.userId === undefined ? undefined : await getUserWithKey(project.id, item.userId);
  const [eventId, takenId] = [newEventId(now), newEventId(now)];
  const event = itemDecided(review, item, said, { by: principal, wrappedKey: person?.wrappedKey }, eventId);
  const sealed = await sealReason(project, review.id, item, said.reason, person?.wrappedKey);
  const after: StoredItem = { ...decided(item, said.decision, principal.userId, eventId, now), sealed };
  if (said.decision === 'keep' || !mayTake(item, principal)) {
    const committed = await commit([countChange(review), updateItem(review.id, item, after)], event);
    return committed.ok ? ok(after) : committed;
  }

  const taking = await takeAway(project, item, said.confirmed, now);
  if (!taking.ok) {
    const { error } = taking;
    if (!isObstacle(error)) return err(error);
    const waiting: StoredItem = { ...after, obstacle: error };
    const changes = [countChange(review), updateItem(review.id, item, waiting)];
    const committed = await commit(changes, [event, revocationFailed(review, item, error)]);
    return committed.ok ? ok(waiting) : committed;
  }
  const taken: StoredItem = { ...after, ...revoked(after, principal.userId, takenId, now), version: after.version };
  const changes = [countChange(review), updateItem(review.id, item, taken), ...taking.value.changes];
  const committed = await commit(changes, [event, { ...taking.value.event, id: takenId }]);
  return committed.ok ? ok(taken) : committed;
}

/** What another one decided, and was not permitted to do. What is gone by now needs nobody. */
export async function carryOut(
  call: Acting,
  review: Review,
  item: StoredItem,
  confirmed: boolean,
): Promise<Result<StoredItem, Refusal>> {
  const { project, principal, now, commit } = call;
  const current = await currentAccess(project.id, item);
  if (!current) return refresh(call, review, item, current);
  const taking = await takeAway(project, item, confirmed, now);
  if (!taking.ok) {
    const { error } = taking;
    if (!isObstacle(error)) return err(error);
    const changes = [countChange(review), updateItem(review.id, item, { ...item, ...hindered(item, error) })];
    const committed = await commit(changes, revocationFailed(review, item, error));
    return committed.ok ? err(error) : committed;
  }
  const takenId = newEventId(now);
  const taken: StoredItem = { ...item, ...revoked(item, principal.userId, takenId, now) };
  const changes = [countChange(review), updateItem(review.id, item, taken), ...taking.value.changes];
  const committed = await commit(changes, [itemRevoked(review, item), { ...taking.value.event, id: takenId }]);
  return committed.ok ? ok(taken) : committed;
}
