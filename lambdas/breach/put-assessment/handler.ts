/** PUT /v1/admin/breaches/{id}/assessment */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { type Assessment, FACTORS, judgeAssessment } from '../assessment.ts';
import { presentAssessment } from '../assessment-schema.ts';
import { reach } from '../breach.ts';
import { factsOf } from '../breach-facts.ts';
import { getBreachOf, putBreach } from '../breach-store.ts';
import { listSteps } from '../containment-store.ts';
import { newPaper } from '../paper.ts';
import { insertPaper, listPapers } from '../paper-store.ts';
import { acting, onBreach } from '../scope-events.ts';
import { readScoped } from '../whole-scope.ts';
import { putAssessmentContract } from './contract.ts';

export const handler = http(putAssessmentContract, async ({ params, body, principal, project, now, commit }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const [scoped, steps, versions] = await Promise.all([
    readScoped(project, params.id),
    listSteps(params.id),
    listPapers<Assessment>(project, params.id, 'assessment'),
  ]);
  const known = scoped.ok ? scoped.value : undefined;
  const facts = known ? factsOf(breach, known.scope.criteria, known.document, steps) : null;
  const scope = known ? { number: known.scope.number, revision: known.result.revision } : null;
  const judged = judgeAssessment({ ...body, scope }, breach);
  if (!judged.ok)
    return judged.error === 'breach_closed'
      ? err('breach_closed')
      : err({ code: 'validation_failed', errors: [judged.error] });

  const written = { breachId: params.id, kind: 'assessment', by: byOf(principal) } as const;
  const paper = newPaper<Assessment>({ ...written, content: { ...body, facts, scope } }, versions.at(-1), now);
  const reached = reach(breach, 'assessed', now, { conclusion: body.conclusion });
  if (!reached.ok) return reached;
  const changes = [await insertPaper(paper, project), ...putBreach(breach, reached.value)];
  const risks = Object.fromEntries(FACTORS.map((one) => [one, body.factors[one].risk]));
  const committed = await commit(changes, {
    type: 'breach.assessed',
    target: onBreach(params.id),
    detail: { version: paper.number, conclusion: body.conclusion, risks, scope: scope?.number },
    ...acting(principal),
  });
  return committed.ok ? ok({ status: 200, body: presentAssessment(paper) }) : committed;
});
