/** GET /v1/admin/breaches/{id}/scope */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getBreachOf } from '../breach-store.ts';
import { presentScope } from '../present-scope.ts';
import { getScope } from '../scope-store.ts';
import { getScopeContract } from './contract.ts';

export const handler = http(getScopeContract, async ({ params, project }) => {
  const breach = await getBreachOf(project.id, params.id);
  const scope = breach && (await getScope(project, breach.id));
  return scope ? ok({ status: 200, body: await presentScope(scope) }) : err('not_found');
});
