/** DELETE /v1/allowed-origins/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { listAllowedOrigins, removeAllowedOrigin } from '../allowed-origin-store.ts';
import { removeAllowedOriginContract } from './contract.ts';

export const handler = http(removeAllowedOriginContract, async ({ params, project, commit }) => {
  const found = (await listAllowedOrigins(project.id)).find(({ id }) => id === params.id);
  if (!found) return err('not_found');
  const committed = await commit(removeAllowedOrigin(found), {
    type: 'allowed_origin.removed',
    target: { type: 'allowed_origin', id: found.id },
    detail: { origin: found.origin },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
