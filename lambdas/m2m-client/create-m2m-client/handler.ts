/** POST /v1/m2m-clients */
import { makerOf } from '../../api-key/api-key-store.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { newM2mClient } from '../m2m-client.ts';
import { presentM2mClient } from '../m2m-client-schema.ts';
import { insertM2mClient } from '../m2m-client-store.ts';
import { createM2mClientContract } from './contract.ts';

export const handler = http(createM2mClientContract, async ({ body, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const expiresAt = body.expires_at && new Date(body.expires_at).toISOString();
  if (expiresAt && Date.parse(expiresAt) <= now.getTime()) return err('validation_failed');
  const scopes = [...new Set(body.scopes)].sort();
  const madeBy = await makerOf(principal);
  const { client, secret } = newM2mClient({ projectId: project.id, name: body.name, scopes, expiresAt, madeBy }, now);
  const committed = await commit([insertM2mClient(client)], {
    type: 'client.created',
    target: { type: 'client', id: client.id },
    detail: { name: client.name, scopes },
  });
  if (!committed.ok) return committed;
  return ok({ status: 201, body: { ...presentM2mClient(client), client_secret: secret } });
});
