/** GET /v1/access-reviews/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentWithProgress } from '../access-review-schema.ts';
import { getReviewOf } from '../access-review-store.ts';
import { progressOf } from '../review-item.ts';
import { listAllItems } from '../review-item-store.ts';
import { getReviewContract } from './contract.ts';

export const handler = http(getReviewContract, async ({ params, project, now }) => {
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const progress = progressOf(await listAllItems(review.id));
  return ok({ status: 200, body: presentWithProgress(review, progress, now) });
});
