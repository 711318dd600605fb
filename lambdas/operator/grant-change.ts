/** A change of somebody's roles, ready to commit: at once, or when a second owner has agreed. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { areCompatible, grantsMore, judgeDismissal, type Role } from './operator.ts';
import { checkOperator, formerOperatorOf, listOperators, setRoles } from './operator-store.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'operator.granted' | 'operator.revoked'>;
}

type GrantError = 'roles_incompatible' | 'not_enrolled' | 'user_disabled';

/**
 * Whether this person may get these roles. They must have a passkey by now: a secret key may enrol one for any user, but
 * none for an operator, or whoever holds the key would be one.
 */
export function judgeGrant({ user, passkeys }: Account, roles: readonly Role[]): Result<undefined, GrantError> {
  if (!areCompatible(roles)) return err('roles_incompatible');
  if (user.status !== 'active') return err('user_disabled');
  return passkeys.length > 0 ? ok(undefined) : err('not_enrolled');
}

/** Of whoever loses a role somebody must be left who has it. @param confirmed that too few emergency operators are. */
export async function rolesChange(
  project: Project,
  account: Account,
  roles: readonly Role[],
  { confirmed = false, approvalId }: { readonly confirmed?: boolean; readonly approvalId?: string },
  now: Date,
): Promise<Result<ReadyChange, 'too_few_operators'>> {
  const userId = account.user.id;
  const former = formerOperatorOf(account);
  const before = former?.roles ?? [];
  const loses = former !== undefined && grantsMore(roles, before);
  const judged = loses ? judgeDismissal(await listOperators(project.id), former, roles, confirmed) : ok(undefined);
  if (!judged.ok) return judged;
  return ok({
    changes: [
      setRoles({ userId, projectId: project.id }, former, roles, now),
      ...(judged.value ? checkOperator(judged.value) : []),
    ],
    event: {
      type: grantsMore(before, roles) ? 'operator.granted' : 'operator.revoked',
      target: { type: 'user', id: userId },
      detail: { user_id: userId, roles: [...roles], before: [...before], approval_id: approvalId },
    },
  });
}

export const grantProposal = (account: Account, roles: readonly Role[]): Proposal => {
  const former = formerOperatorOf(account);
  return {
    kind: 'operator_grant',
    target: { type: 'user', id: account.user.id },
    organizationId: undefined,
    version: former?.version ?? 0,
    // Those who agree mean this person: whoever adds a passkey meanwhile would be appointed with them.
    before: { roles: [...(former?.roles ?? [])], passkeys: account.passkeys.map(({ id }) => id).sort() },
    after: { roles: [...roles] },
  };
};

/** Of the last approval: given to the person as they were when it was asked for, if they may still have it. */
export async function applyGrant(
  { id, target, version, before, after }: Approval,
  project: Project,
  now: Date,
): Promise<Result<ReadyChange, GrantError | 'too_few_operators' | 'conflict'>> {
  const account = await getAccount(project.id, target.id);
  if (!account || (formerOperatorOf(account)?.version ?? 0) !== version) return err('conflict');
  const known = before.passkeys as unknown as string[];
  if (!account.passkeys.every((passkey) => known.includes(passkey.id))) return err('conflict');
  const roles = after.roles as unknown as Role[];
  const judged = judgeGrant(account, roles);
  return judged.ok ? rolesChange(project, account, roles, { approvalId: id }, now) : judged;
}
