/** POST /v1/operators */
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { giveRoles } from '../give-roles.ts';
import { operatorOf } from '../operator-store.ts';
import { createOperatorContract } from './contract.ts';

export const handler = http(createOperatorContract, async (call) => {
  const { body, project } = call;
  const account = await getAccount(project.id, body.user_id);
  if (!account) return err('not_found');
  if (operatorOf(account)) return err('already_enrolled');
  const given = await giveRoles(call, account, body.roles);
  if (!given.ok) return given;
  return given.value.status === 202 ? ok(given.value) : ok({ status: 201, body: given.value.body });
});
