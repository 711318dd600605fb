/** PATCH /v1/organizations/{org}/memberships/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeRole } from '../membership.ts';
import { presentMembership } from '../membership-schema.ts';
import { findMembership, updateMembership } from '../membership-store.ts';
import { updateMembershipContract } from './contract.ts';

export const handler = http(updateMembershipContract, async ({ params, body, project, now, commit, prepare }) => {
  prepare(params.org);
  const before = await findMembership(params.org, params.id);
  if (before?.projectId !== project.id) return err('not_found');
  if (before.role === body.role) return ok({ status: 200, body: presentMembership(before) });
  const after = changeRole(before, body.role, now);
  const committed = await commit([updateMembership(before, after)], {
    type: 'membership.updated',
    target: { type: 'membership', id: before.id },
    organizationId: before.organizationId,
    detail: { user_id: before.userId, before: before.role, after: after.role },
  });
  return committed.ok ? ok({ status: 200, body: presentMembership(after) }) : committed;
});
