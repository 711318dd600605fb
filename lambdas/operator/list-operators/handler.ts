/** GET /v1/operators */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentOperator } from '../operator-schema.ts';
import { listOperators } from '../operator-store.ts';
import { listOperatorsContract } from './contract.ts';

export const handler = http(listOperatorsContract, async ({ project }) => {
  const operators = await listOperators(project.id);
  return ok({ status: 200, body: { data: operators.map((one) => presentOperator(one, one.user)) } });
});
