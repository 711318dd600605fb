/** POST /v1/sessions/select-org and POST /v1/sessions/switch-org */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getAccount } from '../account-store.ts';
import { moveSession } from '../move-session.ts';
import { selectOrganizationContract } from './contract.ts';

export const handler = http(selectOrganizationContract, async (call) => {
  const { body, principal, project, prepare } = call;
  prepare(body.organization_id);
  const [account, organization] = await Promise.all([
    getAccount(project.id, principal.userId),
    getOrganizationOf(project.id, body.organization_id),
  ]);
  if (!account) return err('membership_not_found');
  const moved = await moveSession(call, principal.loaded.session, account, organization);
  return moved.ok ? ok({ status: 200, body: moved.value }) : moved;
});
