/** Whom a recovery is for, as they are at this moment, and how many people it takes. */
import { policiesOf } from '../mfa/standing.ts';
import { getOperatorWithUser, operatorOf } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import { isUnprovenClaim } from '../user/user.ts';
import { type Approval, neededFor, type Recovery } from './recovery.ts';

/** A disabled person recovers nothing; nor does whoever only said themselves that the address is theirs. */
export const mayRecover = ({ user }: Pick<Account, 'user'>): boolean =>
  user.status === 'active' && !isUnprovenClaim(user);

export interface Subject {
  readonly account: Account;
  /** Distinct people who have to agree, under the policies as they are now. */
  readonly needed: number;
}

/** `undefined` where there is nobody any more whom the address belongs to and who may recover. */
export async function subjectOf(
  project: Project,
  { userId, emailHash }: Pick<Recovery, 'userId' | 'emailHash'>,
): Promise<Subject | undefined> {
  const account = await getAccount(project.id, userId);
  if (!account || account.user.emailHash !== emailHash || !mayRecover(account)) return undefined;
  const policies = await policiesOf(account, project);
  return { account, needed: neededFor(policies, operatorOf(account) !== undefined) };
}

/** Of those who are operators still: the word of one who was put out since counts no more. */
export async function standingApprovals({ projectId, approvals }: Recovery): Promise<Approval[]> {
  const people = await Promise.all(approvals.map(({ by }) => getOperatorWithUser(by)));
  return approvals.filter((_, index) => people[index]?.active === true && people[index].projectId === projectId);
}
