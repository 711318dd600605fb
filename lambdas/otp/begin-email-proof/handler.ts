/** POST /v1/me/email/verify */
import { getAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { proveDestination } from '../prove-destination.ts';
import { beginEmailProofContract } from './contract.ts';

export const handler = http(beginEmailProofContract, async (call) => {
  const account = await getAccount(call.project.id, call.principal.userId);
  if (!account) return err('not_found');
  const { emailHash: address, email: to } = account.user;
  const asking = { purpose: 'email', channel: 'email', by: 'email', address, to } as const;
  const sent = await proveDestination(call, account, asking);
  return sent.ok ? ok({ status: 202, body: sent.value }) : sent;
});
