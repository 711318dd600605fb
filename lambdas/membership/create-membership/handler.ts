/** POST /v1/organizations/{org}/memberships */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { isUnprovenClaim } from '../../user/user.ts';
import { getUser } from '../../user/user-store.ts';
import { createMembership } from '../membership.ts';
import { presentMembership } from '../membership-schema.ts';
import { getMembership, insertMembership } from '../membership-store.ts';
import { createMembershipContract } from './contract.ts';

export const handler = http(createMembershipContract, async ({ params, body, project, now, commit, prepare }) => {
  prepare(params.org);
  const [organization, user, present] = await Promise.all([
    getOrganizationOf(project.id, params.org),
    getUser(project.id, body.user_id),
    getMembership(body.user_id, params.org),
  ]);
  if (!organization || !user) return err('not_found');
  if (present) return ok({ status: 200, body: presentMembership(present) });
  if (isUnprovenClaim(user)) return err('email_unverified');

  const membership = createMembership(
    { projectId: project.id, organizationId: organization.id, userId: user.id, role: body.role },
    newId('membership', now),
    now,
  );
  const committed = await commit(insertMembership(membership), {
    type: 'membership.created',
    target: { type: 'membership', id: membership.id },
    organizationId: organization.id,
    detail: { user_id: user.id, role: membership.role },
  });
  if (committed.ok) return ok({ status: 201, body: presentMembership(membership) });

  const winner = await getMembership(user.id, organization.id);
  return winner ? ok({ status: 200, body: presentMembership(winner) }) : committed;
});
