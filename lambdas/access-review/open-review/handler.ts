/** POST /v1/access-reviews */
import { listApiKeys } from '../../api-key/api-key-store.ts';
import { listM2mClients } from '../../m2m-client/m2m-client-store.ts';
import { getMembership } from '../../membership/membership-store.ts';
import { scopesOf } from '../../operator/operator.ts';
import { listOperators } from '../../operator/operator-store.ts';
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { ITEMS_MOST, isWithinReach, judgeReviewers, newReview } from '../access-review.ts';
import { presentReview, scopeOf } from '../access-review-schema.ts';
import { insertReview } from '../access-review-store.ts';
import { collectOn } from '../collect.ts';
import { opened } from '../review-events.ts';
import { openReviewContract } from './contract.ts';

/** What is not collected by then, the clock collects. */
const COLLECT_MS = 3_000;

export const handler = http(openReviewContract, async ({ body, principal, project, now, commit }) => {
  const dueAt = new Date(body.due_at).toISOString();
  if (!isWithinReach(dueAt, now)) return err('validation_failed');
  const scope = scopeOf(body.scope);
  const reviewers = [...new Set(body.reviewers)].sort();

  const { organizationId } = scope;
  const [operators, organization, memberships, keys, clients] = await Promise.all([
    listOperators(project.id),
    organizationId ? getOrganizationOf(project.id, organizationId) : undefined,
    Promise.all(organizationId ? reviewers.map((one) => getMembership(one, organizationId)) : []),
    scope.kinds.includes('api_key') ? listApiKeys(project.id) : [],
    scope.kinds.includes('client') ? listM2mClients(project.id) : [],
  ]);
  if (organizationId && !organization) return err('not_found');
  if (organization && organization.members > ITEMS_MOST) return err('review_too_large');
  const fit = operators.map(({ userId, active, roles }) => ({ userId, active, scopes: scopesOf(roles) }));
  const members = memberships.flatMap((membership) => membership?.userId ?? []);
  const makers = [...keys, ...clients].flatMap(({ madeBy }) => madeBy ?? []);
  const judged = judgeReviewers({ scope, reviewers }, fit, members, makers);
  if (!judged.ok) return judged;

  const facts = { id: newId('review', now), projectId: project.id, by: byOf(principal) };
  const review = newReview({ name: body.name, scope, reviewers, dueAt }, facts, now);
  const committed = await commit(insertReview(review), opened(review));
  if (!committed.ok) return committed;
  const until = performance.now() + COLLECT_MS;
  const collected = await collectOn({ now, commit }, review, () => performance.now() < until);
  return ok({ status: 201, body: presentReview(collected, now) });
});
