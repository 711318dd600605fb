/** The steps of giving somebody roles, whether they had some before or not. */
import { type PendingBody, presentPending } from '../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../approval/propose.ts';
import type { Account } from '../session/account-store.ts';
import { isRecent } from '../session/recent.ts';
import type { Call } from '../shared/contract.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { grantProposal, judgeGrant, rolesChange } from './grant-change.ts';
import { grantsMore, type Role, sortedRoles } from './operator.ts';
import { presentOperator } from './operator-schema.ts';
import { formerOperatorOf } from './operator-store.ts';

type Request = Pick<
  Call<'operator', unknown, unknown, unknown, 'operator.granted' | 'operator.revoked' | 'approval.requested'>,
  'project' | 'principal' | 'now' | 'commit'
>;

type Refusal =
  | 'recent_authentication_required'
  | 'roles_incompatible'
  | 'not_enrolled'
  | 'user_disabled'
  | 'too_few_operators'
  | 'conflict';

type Given =
  | { readonly status: 200; readonly body: ReturnType<typeof presentOperator> }
  | { readonly status: 202; readonly body: PendingBody };

export async function giveRoles(
  call: Request,
  account: Account,
  wanted: readonly Role[],
  confirmed = false,
): Promise<Result<Given, Refusal>> {
  const { principal, project, now, commit } = call;
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  const roles = sortedRoles(wanted);
  const judged = judgeGrant(account, roles);
  if (!judged.ok) return judged;

  const former = formerOperatorOf(account);
  const way = grantsMore(former?.roles ?? [], roles) ? judgeLoosening(call) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, grantProposal(account, roles));
    const asked = await commit([change], event);
    return asked.ok ? ok({ status: 202, body: presentPending(approval) }) : asked;
  }
  const change = await rolesChange(project, account, roles, { confirmed }, now);
  if (!change.ok) return change;
  const committed = await commit(change.value.changes, change.value.event);
  if (!committed.ok) return committed;
  const { user } = account;
  return ok({ status: 200, body: presentOperator({ userId: user.id, roles, grantedAt: now.toISOString() }, user) });
}
