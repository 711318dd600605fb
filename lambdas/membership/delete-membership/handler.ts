/** DELETE /v1/organizations/{org}/memberships/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { deleteMembership, findMembership } from '../membership-store.ts';
import { deleteMembershipContract } from './contract.ts';

export const handler = http(deleteMembershipContract, async ({ params, project, commit, prepare }) => {
  prepare(params.org);
  const membership = await findMembership(params.org, params.id);
  if (membership?.projectId !== project.id) return err('not_found');
  const committed = await commit(deleteMembership(membership), {
    type: 'membership.deleted',
    target: { type: 'membership', id: membership.id },
    organizationId: membership.organizationId,
    detail: { user_id: membership.userId, role: membership.role },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
