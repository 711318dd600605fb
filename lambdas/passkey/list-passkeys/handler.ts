/** GET /v1/me/passkeys */
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { showPasskeys } from '../show-passkeys.ts';
import { listPasskeysContract } from './contract.ts';

export const handler = http(listPasskeysContract, async ({ principal, project }) => {
  const account = await getAccount(project.id, principal.userId);
  return ok({ status: 200, body: { data: await showPasskeys(principal.userId, account?.passkeys ?? []) } });
});
