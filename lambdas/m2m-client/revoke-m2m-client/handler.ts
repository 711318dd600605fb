/** DELETE /v1/m2m-clients/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getM2mClient, revokeM2mClient } from '../m2m-client-store.ts';
import { revokeM2mClientContract } from './contract.ts';

export const handler = http(revokeM2mClientContract, async ({ params, project, commit }) => {
  const client = await getM2mClient(params.id);
  if (client?.projectId !== project.id) return err('not_found');
  const committed = await commit([revokeM2mClient(client)], {
    type: 'client.revoked',
    target: { type: 'client', id: client.id },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
