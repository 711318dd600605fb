/** GET /v1/admin/break-glass/readiness */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { isReady, NEEDED, sumUp } from '../readiness.ts';
import { getReadiness } from '../readiness-store.ts';
import { getReadinessContract } from './contract.ts';

export const handler = http(getReadinessContract, async ({ principal, project }) => {
  // A grant reads its own state and nothing else here.
  if (principal.kind === 'operator' && principal.grant) return err('forbidden');
  const found = await getReadiness(project.id);
  const { ready } = sumUp(found);
  const operators = found.map(({ userId, lacks }) => ({
    user_id: userId,
    ready: lacks.length === 0,
    lacks: [...lacks],
  }));
  return ok({ status: 200, body: { ready: isReady({ ready }), ready_count: ready, needed: NEEDED, operators } });
});
