/** GET /v1/access-reviews/{id}/export */
import { http } from '../../shared/http.ts';
import { page } from '../../shared/page.ts';
import { err, ok } from '../../shared/result.ts';
import { presentWithProgress } from '../access-review-schema.ts';
import { getReviewOf } from '../access-review-store.ts';
import { presentItems } from '../present-items.ts';
import { reviewCsv } from '../review-csv.ts';
import { progressOf } from '../review-item.ts';
import { listAllItems } from '../review-item-store.ts';
import { exportReviewContract } from './contract.ts';

/** With the longest names, reasons and scopes, so many still fit into one answer (6 MB). */
const ITEMS_IN_ONE = 500;

export const handler = http(exportReviewContract, async ({ params, query, project, now }) => {
  const { format, cursor } = query;
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const all = await listAllItems(review.id);
  const rest = all.filter(({ id }) => cursor === undefined || id > cursor);
  const { items: stored, next } = page(rest, ITEMS_IN_ONE);
  const items = await presentItems(project, review.id, stored);
  if (format === 'json') {
    const progress = presentWithProgress(review, progressOf(all), now);
    return ok({ status: 200, body: { review: progress, items, next_cursor: next ?? null } });
  }
  const further = next && new URLSearchParams({ format, cursor: next });
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="access-review-${review.id}.csv"`,
    ...(further && { link: `</v1/access-reviews/${review.id}/export?${further}>; rel="next"` }),
  };
  return ok({ status: 200, headers, body: reviewCsv(items, cursor === undefined) });
});
