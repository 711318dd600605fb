/** POST /v1/allowed-origins */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { checkOrigin, MAX_ORIGINS, newAllowedOrigin } from '../allowed-origin.ts';
import { presentAllowedOrigin } from '../allowed-origin-schema.ts';
import { insertAllowedOrigin, listAllowedOrigins } from '../allowed-origin-store.ts';
import { addAllowedOriginContract } from './contract.ts';

export const handler = http(addAllowedOriginContract, async ({ body, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const checked = checkOrigin(body.origin);
  if (!checked.ok) return checked;
  const known = await listAllowedOrigins(project.id);
  const same = known.find(({ origin }) => origin === checked.value);
  if (same) return ok({ status: 200, body: presentAllowedOrigin(same) });
  if (known.length >= MAX_ORIGINS) return err('validation_failed');
  const added = newAllowedOrigin(project.id, checked.value, now);
  const committed = await commit([insertAllowedOrigin(added)], {
    type: 'allowed_origin.added',
    target: { type: 'allowed_origin', id: added.id },
    detail: { origin: added.origin },
  });
  return committed.ok ? ok({ status: 201, body: presentAllowedOrigin(added) }) : committed;
});
