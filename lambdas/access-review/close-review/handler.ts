/** POST /v1/access-reviews/{id}/close */
import type { Json } from '../../audit/block.ts';
import { canonical } from '../../audit/leaf.ts';
import { scopesOf } from '../../operator/operator.ts';
import { listOperators } from '../../operator/operator-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { manifestDocument } from '../../statement/bundle.ts';
import { signBundle } from '../../statement/sign-statement.ts';
import { documentHash } from '../../statement/statement.ts';
import { closed, fitReviewers, isTruncated } from '../access-review.ts';
import { presentWithProgress } from '../access-review-schema.ts';
import { closeReview, getReviewOf } from '../access-review-store.ts';
import { closingRefused, reviewClosed } from '../review-events.ts';
import { isComplete, judgeClosing, progressOf } from '../review-item.ts';
import { listAllItems } from '../review-item-store.ts';
import { factsOf, partsOf } from '../review-outcome.ts';
import { closeReviewContract } from './contract.ts';

export const handler = http(closeReviewContract, async ({ params, body, principal, project, now, commit }) => {
  // The review first: an item that is decided after it was read moves its version, and then this fails.
  const review = await getReviewOf(project.id, params.id);
  if (!review) return err('not_found');
  const [items, operators] = await Promise.all([listAllItems(review.id), listOperators(project.id)]);
  const progress = progressOf(items);
  const complete = isComplete(progress) && !isTruncated(review);
  const known = operators.map(({ userId, active, roles }) => ({ userId, active, scopes: scopesOf(roles) }));
  const closing = {
    items,
    fit: fitReviewers(review.reviewers, known),
    acceptsIncomplete: body.accept_incomplete === true,
  };
  const judged = judgeClosing(review, closing, principal, now);
  if (!judged.ok) {
    await commit([], closingRefused(review, progress, judged.error));
    return judged;
  }

  const facts = factsOf(review, items, principal.userId, now);
  const about = { type: 'access_review', id: review.id };
  const parts = partsOf(review, items) as Readonly<Record<string, Json>>;
  const bundle = await signBundle({ kind: 'access_review', project_id: project.id, about, facts }, parts, now);
  const document = manifestDocument(bundle.manifest);
  const signed = { manifest: canonical(document), statement: bundle.statement };
  const after = closed(review, principal.userId, signed, now);
  const event = reviewClosed(review, progress, complete, documentHash(document));
  const committed = await commit(closeReview(review, after), event);
  return committed.ok ? ok({ status: 200, body: presentWithProgress(after, progress, now) }) : committed;
});
