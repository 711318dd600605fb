/** GET /v1/me/recovery */
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentOwnRecovery } from '../recovery-schema.ts';
import { getRecoveryOf, lastRecoveryOf } from '../recovery-store.ts';
import { getMyRecoveryContract } from './contract.ts';

export const handler = http(getMyRecoveryContract, async ({ principal, project, now }) => {
  const account = await getAccount(project.id, principal.userId);
  const id = account && lastRecoveryOf(account);
  const recovery = id && (await getRecoveryOf(project.id, id));
  return recovery ? ok({ status: 200, body: presentOwnRecovery(recovery, now) }) : err('not_found');
});
