/** PUT /v1/admin/breaches/{id}/states */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { affect } from '../breach.ts';
import { presentAffected } from '../breach-schema.ts';
import { putBreach } from '../breach-store.ts';
import { newPaper, statesOf } from '../paper.ts';
import { insertPaper, listPapers } from '../paper-store.ts';
import { readIndividuals } from '../result-store.ts';
import { affectedOf, isPresumed } from '../scope.ts';
import { acting, onBreach } from '../scope-events.ts';
import { readScoped } from '../whole-scope.ts';
import { putStatesContract } from './contract.ts';

export const handler = http(putStatesContract, async ({ params, body, principal, project, now, commit }) => {
  const found = await readScoped(project, params.id);
  if (!found.ok) return found;
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const { breach, document } = found.value;
  const content = Object.fromEntries(
    Object.entries(body.states).flatMap(([state, ids]) => ids.map((id) => [id, state])),
  );
  const before = await listPapers<Record<string, string>>(project, params.id, 'states');
  const paper = newPaper({ breachId: params.id, kind: 'states', by: byOf(principal), content }, before.at(-1), now);
  const individuals = await readIndividuals(params.id, document);
  const affected = affectedOf(individuals, statesOf([...before, paper]), document.gaps);
  const reached = affect(breach, affected, now);
  if (!reached.ok) return err(reached.error);

  const changes = [await insertPaper(paper, project), ...putBreach(breach, reached.value)];
  const committed = await commit(changes, {
    type: 'breach.states_recorded',
    target: onBreach(params.id),
    detail: { version: paper.number, count: Object.keys(content).length },
    ...acting(principal),
  });
  if (!committed.ok) return committed;
  const known = new Set(individuals.filter(isPresumed).map(({ id }) => id));
  const not_affected = Object.keys(content).filter((id) => !known.has(id)).length;
  return ok({ status: 200, body: { version: paper.number, affected: presentAffected(affected), not_affected } });
});
