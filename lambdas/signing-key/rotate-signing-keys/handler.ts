/** POST /v1/admin/signing-keys/rotate */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeKeys } from '../change-keys.ts';
import { presentKeys } from '../present-keys.ts';
import { forgetSigningKeys } from '../signing-key-store.ts';
import { rotateSigningKeysContract } from './contract.ts';

export const handler = http(rotateSigningKeysContract, async ({ body, principal, now, commit }) => {
  if (body.reason === 'planned' && body.kid !== undefined) return err('validation_failed');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const changed = await changeKeys(body, now);
  if (!changed.ok) return changed;
  const { after, change, event } = changed.value;
  const committed = await commit([change], event);
  forgetSigningKeys();
  return committed.ok ? ok({ status: 200, body: await presentKeys(after, now) }) : committed;
});
