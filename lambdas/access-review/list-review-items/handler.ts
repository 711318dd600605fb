/** GET /v1/access-reviews/{id}/items */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { err, ok } from '../../shared/result.ts';
import { getReviewOf } from '../access-review-store.ts';
import { presentItems } from '../present-items.ts';
import { listItems } from '../review-item-store.ts';
import { listReviewItemsContract } from './contract.ts';

export const handler = http(listReviewItemsContract, async ({ params, query, project }) => {
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const { items, next } = page(await listItems(review.id, query.cursor, probe(query.limit)), query.limit);
  const data = await presentItems(project, review.id, items);
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
