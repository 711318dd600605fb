/** GET /v1/recovery/requests/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentRecovery } from '../recovery-schema.ts';
import { getRecoveryOf } from '../recovery-store.ts';
import { getRecoveryContract } from './contract.ts';

export const handler = http(getRecoveryContract, async ({ params, project, now }) => {
  const recovery = await getRecoveryOf(project.id, params.id);
  return recovery ? ok({ status: 200, body: presentRecovery(recovery, now) }) : err('not_found');
});
