/** GET /v1/admin/breaches/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentBreach } from '../breach-schema.ts';
import { getBreachOf } from '../breach-store.ts';
import { presentContainment } from '../containment-schema.ts';
import { listSteps } from '../containment-store.ts';
import { getBreachContract } from './contract.ts';

export const handler = http(getBreachContract, async ({ params, project, now }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  const containment = presentContainment(await listSteps(breach.id));
  return ok({ status: 200, body: { ...presentBreach(breach, now), containment } });
});
