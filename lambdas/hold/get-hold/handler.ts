/** GET /v1/holds/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentHold } from '../hold-schema.ts';
import { getHoldOf } from '../hold-store.ts';
import { getHoldContract } from './contract.ts';

export const handler = http(getHoldContract, async ({ params, project }) => {
  const hold = await getHoldOf(project.id, params.id);
  return hold ? ok({ status: 200, body: presentHold(hold) }) : err('not_found');
});
