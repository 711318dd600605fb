/** POST /v1/redirect-uris */
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { checkRedirectUri, MAX_URIS, newRedirectUri } from '../redirect-uri.ts';
import { presentRedirectUri } from '../redirect-uri-schema.ts';
import { insertRedirectUri, listRedirectUris } from '../redirect-uri-store.ts';
import { addRedirectUriContract } from './contract.ts';

export const handler = http(addRedirectUriContract, async ({ body, principal, project, now, commit }) => {
  if (principal.kind === 'operator' && !isRecent(principal.authTimeMs, now))
    return err('recent_authentication_required');
  const checked = checkRedirectUri(body.uri);
  if (!checked.ok) return checked;
  const known = await listRedirectUris(project.id);
  const same = known.find(({ uri, use }) => uri === checked.value && use === body.use);
  if (same) return ok({ status: 200, body: presentRedirectUri(same) });
  if (known.length >= MAX_URIS) return err('validation_failed');
  const added = newRedirectUri(project.id, checked.value, body.use, now);
  const committed = await commit([insertRedirectUri(added)], {
    type: 'redirect_uri.added',
    target: { type: 'redirect_uri', id: added.id },
    detail: { uri: added.uri },
  });
  return committed.ok ? ok({ status: 201, body: presentRedirectUri(added) }) : committed;
});
