/** A challenge as it stands now, with whom it concerns and where they want to go. */
import type { Organization } from '../organization/organization.ts';
import { getOrganization } from '../organization/organization-store.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import type { Request } from '../session/request.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Asked } from './ask-step-up.ts';
import { isOpen, isOutdated } from './challenge.ts';
import { getChallenge } from './challenge-store.ts';

export interface Opened extends Asked {
  readonly account: Account;
  readonly organization: Organization | undefined;
}

/** One answer for a challenge that is unknown, another project's, used up, too old, or of somebody who was signed out. */
export async function openStepUp(
  { project, now, prepare }: Pick<Request, 'project' | 'now' | 'prepare'>,
  challengeId: string,
): Promise<Result<Opened, 'challenge_expired'>> {
  const challenge = await getChallenge(challengeId);
  if (challenge?.projectId !== project.id || !isOpen(challenge, now)) return err('challenge_expired');
  prepare(challenge.organizationId ?? project.id);
  const [account, organization] = await Promise.all([
    getAccount(project.id, challenge.userId),
    challenge.organizationId ? getOrganization(challenge.organizationId) : undefined,
  ]);
  if (!account || isOutdated(challenge, account.user)) return err('challenge_expired');
  return ok({ challengeId, challenge, account, organization });
}
