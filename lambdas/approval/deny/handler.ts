/** POST /v1/approvals/{id}/deny */
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { denyApproval, judgeSay } from '../approval.ts';
import { presentApproval } from '../approval-schema.ts';
import { decideApproval, getApprovalOf } from '../approval-store.ts';
import { denyContract } from './contract.ts';

export const handler = http(denyContract, async ({ params, principal, project, now, commit }) => {
  const before = await getApprovalOf(project.id, params.id);
  if (!before) return err('not_found');
  const say = judgeSay(before, principal.scopes, now);
  if (!say.ok) return say;
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  const after = denyApproval(before, now);
  const committed = await commit([decideApproval(before, after)], {
    type: 'approval.denied',
    target: { type: 'approval', id: before.id },
    organizationId: before.organizationId,
    detail: { kind: before.kind, target: before.target },
  });
  return committed.ok ? ok({ status: 200, body: presentApproval(after, now) }) : committed;
});
