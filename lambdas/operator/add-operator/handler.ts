/**
 * Gives a user administrative roles. Not a route: a secret key is no person, and whoever holds one could otherwise make
 * their own second person. Whoever holds the AWS account makes the first operators; these make the others.
 */
import { getProject } from '../../project/project-store.ts';
import { findAccount } from '../../session/account-store.ts';
import { writer } from '../../shared/commit.ts';
import { requireVariables } from '../../shared/environment.ts';
import { newId } from '../../shared/ids.ts';
import { triggers } from '../../triggers.ts';
import { emailHash } from '../../user/user-store.ts';
import { judgeGrant, rolesChange } from '../grant-change.ts';
import { sortedRoles } from '../operator.ts';
import { formerOperatorOf } from '../operator-store.ts';
import { type AddOperatorAnswer, addOperatorRequest } from './request.ts';

requireVariables(triggers['operator/add-operator'].access);

const REFUSALS = {
  roles_incompatible: 'One person may not have all of these roles.',
  not_enrolled: 'This person has no passkey yet. They register one first, then they become an operator.',
  user_disabled: 'This user is disabled.',
  too_few_operators: 'Too few operators would be left who can do this.',
  conflict: 'Somebody else changed the roles of this person meanwhile. Try again.',
} as const;

const refuse = (code: keyof typeof REFUSALS): never => {
  throw new Error(REFUSALS[code]);
};

export async function handler(event: unknown, { awsRequestId }: { awsRequestId: string }): Promise<AddOperatorAnswer> {
  const request = addOperatorRequest.parse(event);
  const now = new Date();
  const project = await getProject(request.project_id, now);
  if (!project) throw new Error('There is no such project.');
  const account = await findAccount(project.id, await emailHash(project.id, request.email));
  if (!account) throw new Error('There is no user with this e-mail in the project.');
  const roles = sortedRoles([...(formerOperatorOf(account)?.roles ?? []), ...request.roles]);
  const judged = judgeGrant(account, roles);
  if (!judged.ok) return refuse(judged.error);
  const change = await rolesChange(project, account, roles, {}, now);
  if (!change.ok) return refuse(change.error);
  const committed = await writer.commit(
    project,
    {
      principal: { kind: 'deployer', projectId: project.id, arn: request.operator },
      requestId: newId('request', now),
      ip: undefined,
      userAgent: `lambda:${awsRequestId}`,
      now,
    },
    change.value.changes,
    change.value.event,
  );
  return committed.ok ? { user_id: account.user.id, roles } : refuse(committed.error);
}
