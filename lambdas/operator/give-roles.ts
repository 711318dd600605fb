/** The steps of giving somebody roles, whether they had some before or not. */
import { type PendingBody, presentPending } from '../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../approval/propose.ts';
import { checkProject, readProject } from '../project/project-store.ts';
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
  const { principal, now, commit } = call;
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  const roles = sortedRoles(wanted);
  const judged = judgeGrant(account, roles);
  if (!judged.ok) return judged;

  // As it is now: another environment may have asked for two people a moment ago.
  const project = await readProject(call.project.id);
  if (!project) return err('conflict');
  const more = grantsMore(formerOperatorOf(account)?.roles ?? [], roles);
  const way = more ? judgeLoosening({ ...call, project }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, grantProposal(account, roles));
    const asked = await commit([change], event);
    return asked.ok ? ok({ status: 202, body: presentPending(approval) }) : asked;
  }
  const change = await rolesChange(project, account, roles, { confirmed }, now);
  if (!change.ok) return change;
  const { changes, event } = change.value;
  const committed = await commit([...changes, ...(more ? [checkProject(project)] : [])], event);
  if (!committed.ok) return committed;
  const { user } = account;
  return ok({ status: 200, body: presentOperator({ userId: user.id, roles, grantedAt: now.toISOString() }, user) });
}
