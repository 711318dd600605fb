/** What was mailed to finish a recovery, as far as it is good at this moment: whose it is, and for which organization. */
import { getOrganizationOf, type StoredOrganization } from '../organization/organization-store.ts';
import type { Account } from '../session/account-store.ts';
import type { Request } from '../session/request.ts';
import { ok, type Result } from '../shared/result.ts';
import { judgeCompletion, type Recovery } from './recovery.ts';
import { getRecoveryOf } from './recovery-store.ts';
import { isToken } from './recovery-token.ts';
import { refuse } from './refuse.ts';
import { standingApprovals, subjectOf } from './standing.ts';

export interface Completion {
  readonly recovery: Recovery;
  readonly account: Account;
  /** Asked for, or the only one. */
  readonly organizationId: string | undefined;
  readonly organization: StoredOrganization | undefined;
}

/** Judged again each time: the person, their address, the policies and the operators may be others than at its approval. */
export async function openCompletion(
  call: Pick<Request, 'project' | 'now' | 'commit'>,
  id: string,
  token: string,
): Promise<Result<Completion, 'token_consumed' | 'not_due_yet' | 'second_person_required'>> {
  const { project, now } = call;
  const recovery = await getRecoveryOf(project.id, id);
  const matches = isToken('finish', token, recovery?.tokenHash);
  const subject = recovery && matches ? await subjectOf(project, recovery) : undefined;
  if (!recovery || !subject) return refuse(call, id, 'finish', 'token_consumed');
  const { account, needed } = subject;
  const judged = judgeCompletion({ ...recovery, approvals: await standingApprovals(recovery) }, needed, now);
  if (!judged.ok) return refuse(call, id, 'finish', judged.error);
  const [only, ...more] = account.memberships;
  const organizationId = recovery.organizationId ?? (more.length === 0 ? only?.organizationId : undefined);
  const organization = organizationId ? await getOrganizationOf(project.id, organizationId) : undefined;
  return ok({ recovery, account, organizationId, organization });
}
