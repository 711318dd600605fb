/** POST /v1/compliance/agreements/{id}/end */
import { judgeAsking } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { endAgreement } from '../agreement.ts';
import { ended } from '../agreement-events.ts';
import { presentAgreement } from '../agreement-schema.ts';
import { getAgreement, noteEnd } from '../agreement-store.ts';
import { judgeEnd } from '../agreement-terms.ts';
import { endAgreementContract } from './contract.ts';

export const handler = http(endAgreementContract, async ({ params, body, principal, project, now, commit }) => {
  const before = await getAgreement(project.id, params.id);
  if (!before) return err('not_found');
  const event = ended(before, body.ends_on, body.reason);
  const judged = judgeAsking(principal, now);
  if (!judged.ok) {
    await commit([], { ...event, outcome: 'denied', reason: judged.error });
    return judged;
  }
  const end = judgeEnd(before, body.ends_on, now);
  if (!end.ok)
    return err(end.error === 'already_decided' ? end.error : { code: 'agreement_contradictory', errors: end.error });
  const after = endAgreement(before, body.ends_on);
  const committed = await commit([noteEnd(before, after)], event);
  return committed.ok ? ok({ status: 200, body: presentAgreement(after, now) }) : committed;
});
