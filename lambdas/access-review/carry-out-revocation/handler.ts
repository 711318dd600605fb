/** POST /v1/access-reviews/{id}/items/{item}/revocation */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getReviewOf } from '../access-review-store.ts';
import { carryOut } from '../act-on-item.ts';
import { presentOne } from '../present-items.ts';
import { revocationRefused } from '../review-events.ts';
import { judgeCarryingOut } from '../review-item.ts';
import { getItem } from '../review-item-store.ts';
import { carryOutRevocationContract } from './contract.ts';

export const handler = http(carryOutRevocationContract, async (call) => {
  const { params, query, principal, project, now, commit } = call;
  const review = await getReviewOf(project.id, params.id);
  const item = review && (await getItem(review.id, params.item));
  if (!review || !item) return err('not_found');
  const judged = judgeCarryingOut(review, item, principal, now);
  if (!judged.ok) {
    await commit([], revocationRefused(review, item, judged.error));
    return judged;
  }
  const after = await carryOut(call, review, item, query.confirm === 'true');
  return after.ok ? ok({ status: 200, body: await presentOne(project, review.id, after.value) }) : after;
});
