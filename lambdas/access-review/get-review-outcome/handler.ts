/** GET /v1/access-reviews/{id}/outcome */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getReviewOf } from '../access-review-store.ts';
import { listAllItems } from '../review-item-store.ts';
import { partsOf } from '../review-outcome.ts';
import { getReviewOutcomeContract } from './contract.ts';

export const handler = http(getReviewOutcomeContract, async ({ params, project }) => {
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const { manifest, statement } = review;
  if (manifest === undefined || statement === undefined) return err('review_incomplete');
  const { review: about, items } = partsOf(review, await listAllItems(review.id));
  return ok({
    status: 200,
    body: {
      manifest: JSON.parse(manifest),
      statement,
      parts: { review: { ...about }, items: items.map((item) => ({ ...item })) },
    },
  });
});
