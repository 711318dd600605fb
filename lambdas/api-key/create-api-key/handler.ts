/** POST /v1/api-keys */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { grantKey, newApiKey } from '../api-key.ts';
import { insertApiKey, makerOf } from '../api-key-store.ts';
import { createApiKeyContract } from './contract.ts';

export const handler = http(createApiKeyContract, async ({ body, principal, project, now, commit }) => {
  if (body.prefix && body.prefix !== `sk_${project.environment}_`) return err('validation_failed');
  // A key outlives the session that makes it: a token that was stolen makes none.
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const expiresAt = principal.kind === 'secret_key' ? principal.expiresAt : undefined;
  const granted = grantKey(body, { scopes: principal.scopes, expiresAt }, now);
  if (!granted.ok) return granted;
  const { key, secret } = newApiKey({ ...granted.value, madeBy: await makerOf(principal) }, project, now);
  const committed = await commit([insertApiKey(key)], {
    type: 'api_key.created',
    target: { type: 'api_key', id: key.id },
    detail: { name: key.name, scopes: key.scopes, expires_at: key.expiresAt },
  });
  if (!committed.ok) return committed;
  const { id, name, scopes, createdAt } = key;
  return ok({
    status: 201,
    body: { id, secret, name, scopes: [...scopes], expires_at: key.expiresAt ?? null, created_at: createdAt },
  });
});
