/** GET /v1/admin/breaches/{id}/assessment */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { type Assessment, isOutdated } from '../assessment.ts';
import { presentAssessment, questionsWith } from '../assessment-schema.ts';
import { factsOf } from '../breach-facts.ts';
import { getBreachOf } from '../breach-store.ts';
import { listSteps } from '../containment-store.ts';
import { listPapers } from '../paper-store.ts';
import { readScoped } from '../whole-scope.ts';
import { getAssessmentContract } from './contract.ts';

export const handler = http(getAssessmentContract, async ({ params, project }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  const [scoped, steps, versions] = await Promise.all([
    readScoped(project, params.id),
    listSteps(params.id),
    listPapers<Assessment>(project, params.id, 'assessment'),
  ]);
  const known = scoped.ok ? scoped.value : undefined;
  const facts = known ? factsOf(breach, known.scope.criteria, known.document, steps) : null;
  const newest = versions.at(-1);
  const outdated = newest !== undefined && isOutdated(newest.content, known?.scope);
  const body = { questions: questionsWith(facts), versions: versions.map(presentAssessment).reverse(), outdated };
  return ok({ status: 200, body });
});
