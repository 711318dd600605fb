/** POST /v1/recovery/requests/{id}/approve */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { tellApproved } from '../messages.ts';
import { hasJustProven } from '../operator.ts';
import { agree } from '../recovery.ts';
import { presentRecovery } from '../recovery-schema.ts';
import { agreeRecovery, getRecoveryOf } from '../recovery-store.ts';
import { hashOf, newToken } from '../recovery-token.ts';
import { refuse } from '../refuse.ts';
import { standingApprovals, subjectOf } from '../standing.ts';
import { approveRecoveryContract } from './contract.ts';

export const handler = http(approveRecoveryContract, async (call) => {
  const { params, body, principal, project, now, commit, prepare } = call;
  prepare(project.id);
  const before = await getRecoveryOf(project.id, params.id);
  if (!before) return err('not_found');
  if (!hasJustProven(principal, now)) return refuse(call, before.id, 'approve', 'recent_authentication_required');
  const subject = await subjectOf(project, before);
  if (!subject) return refuse(call, before.id, 'approve', 'already_decided');

  const { account, needed } = subject;
  const standing = { ...before, approvals: await standingApprovals(before) };
  const agreed = agree(standing, principal.userId, needed, project.settings.recovery_delay_min, now);
  if (!agreed.ok) return refuse(call, before.id, 'approve', agreed.error);
  const { after, last } = agreed.value;
  const token = newToken('finish');
  const mailed = last ? await tellApproved(project, account, after, token, now) : [];
  const withToken = last ? { ...after, tokenHash: hashOf('finish', token) } : after;
  const { userId: id, wrappedKey } = principal;
  const committed = await commit([agreeRecovery(before, withToken), ...mailed], {
    type: 'recovery.approved',
    target: { type: 'recovery', id: before.id },
    detail: { user_id: before.userId, given: after.approvals.length, needed, not_before: after.notBefore },
    subjects: wrappedKey && [{ id, wrappedKey, acting: true, content: { note: body.note } }],
  });
  return committed.ok ? ok({ status: 200, body: presentRecovery(after, now) }) : committed;
});
