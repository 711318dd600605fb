/** POST /v1/access-reviews/{id}/items/{item}/decision */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getReviewOf } from '../access-review-store.ts';
import { decide } from '../act-on-item.ts';
import { presentOne } from '../present-items.ts';
import { decisionRefused } from '../review-events.ts';
import { judgeDecision } from '../review-item.ts';
import { getItem } from '../review-item-store.ts';
import { decideItemContract } from './contract.ts';

export const handler = http(decideItemContract, async (call) => {
  const { params, query, body, principal, project, now, commit } = call;
  const review = await getReviewOf(project.id, params.id);
  const item = review && (await getItem(review.id, params.item));
  if (!review || !item) return err('not_found');
  const judged = judgeDecision(review, item, principal, now);
  if (!judged.ok) {
    await commit([], decisionRefused(review, item, body.decision, judged.error));
    return judged;
  }
  const after = await decide(call, review, item, { ...body, confirmed: query.confirm === 'true' });
  return after.ok ? ok({ status: 200, body: await presentOne(project, review.id, after.value) }) : after;
});
