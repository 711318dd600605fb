/** POST /v1/admin/signing-keys/rotate */
import { presentPending } from '../../approval/approval-schema.ts';
import { type Asking, judgeAsking, propose } from '../../approval/propose.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeKeys } from '../change-keys.ts';
import { presentKeys } from '../present-keys.ts';
import { retirementProposal } from '../retirement-order.ts';
import { readSigningKeys } from '../signing-key-store.ts';
import { tellRotation } from '../tell-rotation.ts';
import { rotateSigningKeysContract } from './contract.ts';

function askForTwo(asking: Asking, kid: string) {
  const judged = judgeAsking(asking.principal, asking.now);
  return judged.ok ? ok(propose(asking, retirementProposal(kid))) : judged;
}

export const handler = http(rotateSigningKeysContract, async (call) => {
  const { body, principal, project, now, commit } = call;
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const changed = await changeKeys(body, now);
  if (!changed.ok) {
    if (changed.error === 'already_decided')
      return ok({ status: 200, body: await presentKeys(await readSigningKeys(), now) });
    if (changed.error !== 'second_person_required' || body.kid === undefined) return changed;
    const asking = askForTwo(call, body.kid);
    if (!asking.ok) return asking;
    const { approval, change, event } = asking.value;
    const asked = await commit([change], event);
    return asked.ok ? ok({ status: 202, body: presentPending(approval) }) : asked;
  }
  const { after, change, event } = changed.value;
  const committed = await commit([change], event);
  if (!committed.ok) return committed;
  await tellRotation(project.id, changed.value);
  return ok({ status: 200, body: await presentKeys(after, now) });
});
