/** PATCH /v1/operators/{id} */
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err } from '../../shared/result.ts';
import { giveRoles } from '../give-roles.ts';
import { operatorOf } from '../operator-store.ts';
import { updateOperatorContract } from './contract.ts';

export const handler = http(updateOperatorContract, async (call) => {
  const { body, params, project } = call;
  const account = await getAccount(project.id, params.id);
  if (!account || !operatorOf(account)) return err('not_found');
  return giveRoles(call, account, body.roles, body.confirm);
});
