/** POST /v1/compliance/agreements */
import { judgeAsking } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { recorded } from '../agreement-events.ts';
import { presentAgreement } from '../agreement-schema.ts';
import { insertAgreement, listAgreements, noteSuccessor } from '../agreement-store.ts';
import { makeAgreement } from '../make-agreement.ts';
import { recordAgreementContract } from './contract.ts';

export const handler = http(recordAgreementContract, async ({ body, principal, project, now, commit }) => {
  const judged = judgeAsking(principal, now);
  if (!judged.ok) return judged;
  const { replaces, ...terms } = body;
  const others = await listAgreements(project.id);
  const replaced = others.find(({ id }) => id === replaces);
  if (replaces !== undefined && !replaced) return err('not_found');
  const made = await makeAgreement(project, terms, byOf(principal), others, replaced, now);
  if (!made.ok) return made;
  const changes = [insertAgreement(made.value), ...(replaced ? [noteSuccessor(replaced, made.value.id)] : [])];
  const committed = await commit(changes, recorded(made.value, replaces));
  return committed.ok ? ok({ status: 201, body: presentAgreement(made.value, now) }) : committed;
});
