/** A user's sessions that have not ended: neither by an event nor by what has passed since, which no row tells. */
import { getOperatorWithUser } from '../operator/operator-store.ts';
import { getOrganizations } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import { getAccount } from './account-store.ts';
import { judgeSession, type Session } from './session.ts';
import { listSessions } from './session-store.ts';

/** Newest first, among the `newest` last ones: those that a check would let through, wherever it came from. */
export async function liveSessions(userId: string, project: Project, now: Date, newest: number): Promise<Session[]> {
  const [account, sessions] = await Promise.all([getAccount(project.id, userId), listSessions(userId, newest)]);
  if (!account) return [];
  const active = sessions.filter(({ status }) => status === 'active');
  const organizations = await getOrganizations(active.flatMap(({ organizationId }) => organizationId ?? []));
  const judged = active.map(async (session) => {
    const { organizationId, impersonation } = session;
    const loaded = {
      session,
      user: account.user,
      organization: organizations.find(({ id }) => id === organizationId),
      membership: account.memberships.find((membership) => membership.organizationId === organizationId),
      impersonator: impersonation && (await getOperatorWithUser(impersonation.by)),
    };
    return judgeSession(loaded, project, now, undefined, 'check').ok ? [session] : [];
  });
  return (await Promise.all(judged)).flat();
}
