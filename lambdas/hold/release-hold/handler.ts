/** POST /v1/holds/{id}/release */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeAsking, propose } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { logOf } from '../hold-events.ts';
import { releaseFacts, releaseProposal } from '../hold-release.ts';
import { getHoldOf } from '../hold-store.ts';
import { releaseHoldContract } from './contract.ts';

export const handler = http(releaseHoldContract, async (call) => {
  const { params, body, principal, project, now, commit } = call;
  const hold = await getHoldOf(project.id, params.id);
  if (!hold) return err('not_found');
  if (hold.status !== 'active') return err('already_decided');
  const judged = judgeAsking(principal, now);
  if (!judged.ok) {
    const target = { type: 'hold', id: hold.id };
    const detail = { target: { ...hold.target }, matter: hold.matter };
    await commit([], {
      type: 'hold.released',
      outcome: 'denied',
      reason: judged.error,
      target,
      detail,
      organizationId: logOf(hold),
    });
    return judged;
  }
  const { approval, change, event } = propose(call, releaseProposal(hold, body.reason), releaseFacts(hold));
  const asked = await commit([change], event);
  return asked.ok ? ok({ status: 202, body: presentPending(approval) }) : asked;
});
