/** DELETE /v1/redirect-uris/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { listRedirectUris, removeRedirectUri } from '../redirect-uri-store.ts';
import { removeRedirectUriContract } from './contract.ts';

export const handler = http(removeRedirectUriContract, async ({ params, project, commit }) => {
  const found = (await listRedirectUris(project.id)).find(({ id }) => id === params.id);
  if (!found) return err('not_found');
  const committed = await commit(removeRedirectUri(found), {
    type: 'redirect_uri.removed',
    target: { type: 'redirect_uri', id: found.id },
    detail: { uri: found.uri, use: found.use },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
