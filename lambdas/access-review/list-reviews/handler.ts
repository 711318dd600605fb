/** GET /v1/access-reviews */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentReview } from '../access-review-schema.ts';
import { listReviews } from '../access-review-store.ts';
import { listReviewsContract } from './contract.ts';

export const handler = http(listReviewsContract, async ({ query, project, now }) => {
  const { items, next } = page(await listReviews(project.id, query.cursor, probe(query.limit)), query.limit);
  return ok({ status: 200, body: { data: items.map((one) => presentReview(one, now)), next_cursor: next ?? null } });
});
