/** DELETE /v1/operators/{id} */
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { rolesChange } from '../grant-change.ts';
import { operatorOf } from '../operator-store.ts';
import { deleteOperatorContract } from './contract.ts';

export const handler = http(deleteOperatorContract, async ({ params, query, principal, project, now, commit }) => {
  const account = await getAccount(project.id, params.id);
  if (!account || !operatorOf(account)) return err('not_found');
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  const change = await rolesChange(project, account, [], { confirmed: query.confirm === 'true' }, now);
  if (!change.ok) return change;
  const committed = await commit(change.value.changes, change.value.event);
  return committed.ok ? ok({ status: 204 }) : committed;
});
