/** DELETE /v1/api-keys/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { successorOf } from '../api-key.ts';
import { deleteApiKey, getApiKey, listApiKeys } from '../api-key-store.ts';
import { revokeApiKeyContract } from './contract.ts';

export const handler = http(revokeApiKeyContract, async ({ params, principal, project, now, commit }) => {
  const [key, caller, all] = await Promise.all([
    getApiKey(params.id),
    principal.kind === 'secret_key' ? getApiKey(principal.keyId) : undefined,
    listApiKeys(project.id),
  ]);
  if (key?.projectId !== project.id) return err('not_found');
  const successor = successorOf(key, caller ? [...all, caller] : all, now);
  if (!successor && key.scopes.includes('api_keys:write')) return err('last_key');
  const committed = await commit(deleteApiKey(key, successor), {
    type: 'api_key.revoked',
    target: { type: 'api_key', id: key.id },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
