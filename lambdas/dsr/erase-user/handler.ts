/** POST /v1/admin/users/{id}/dsr/erase */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeAsking, propose } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { findSubject } from '../../user/find-subject.ts';
import { needsTwo } from '../dsr.ts';
import { eraseSubject } from '../erase-subject.ts';
import { erasureProposal, orderChange, readStanding } from '../erasure-order.ts';
import { getOrder } from '../erasure-store.ts';
import { eraseUserContract } from './contract.ts';

export const handler = http(eraseUserContract, async (call) => {
  const { params, body, principal, project, now, commit } = call;
  const userId = params.id;
  const { ticket } = body;
  const [subject, ordered] = await Promise.all([findSubject(project, userId), getOrder(userId)]);
  if (!subject) return err('not_found');
  if (ordered) return err('already_decided');
  const { guard, judged } = await readStanding(project.id, userId);
  const asked = judgeAsking(principal, now);
  const refused = asked.ok ? judged : asked;
  if (!refused.ok) {
    const target = { type: 'user', id: userId };
    await commit([], {
      type: 'dsr.erasure.ordered',
      outcome: 'denied',
      reason: refused.error,
      target,
      detail: { ticket },
    });
    return refused;
  }
  if (needsTwo(project)) {
    const { approval, change, event } = propose(call, erasureProposal(userId, ticket));
    const proposed = await commit([change], event);
    return proposed.ok ? ok({ status: 202, body: presentPending(approval) }) : proposed;
  }
  const by = byOf(principal);
  const { order, changes, event } = orderChange(subject, { projectId: project.id, by, ticket }, guard, now);
  const committed = await commit(changes, event);
  if (!committed.ok) return committed;
  // What is not done now is done by the clock (`finish-erasures`): the order stands.
  const erased = await eraseSubject(project, order, commit);
  return erased.ok
    ? ok({ status: 200, body: { user_id: userId, status: 'completed' } })
    : ok({ status: 202, body: { user_id: userId, status: 'ordered' } });
});
