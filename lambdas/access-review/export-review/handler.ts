/** GET /v1/access-reviews/{id}/export */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentWithProgress } from '../access-review-schema.ts';
import { getReviewOf } from '../access-review-store.ts';
import { presentItems } from '../present-items.ts';
import { reviewCsv } from '../review-csv.ts';
import { progressOf } from '../review-item.ts';
import { listAllItems } from '../review-item-store.ts';
import { exportReviewContract } from './contract.ts';

export const handler = http(exportReviewContract, async ({ params, query, project, now }) => {
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const stored = await listAllItems(review.id);
  const items = await presentItems(project, review.id, stored);
  if (query.format === 'json')
    return ok({ status: 200, body: { review: presentWithProgress(review, progressOf(stored), now), items } });
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="access-review-${review.id}.csv"`,
  };
  return ok({ status: 200, headers, body: reviewCsv(items) });
});
