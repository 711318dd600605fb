/** A user's sessions that have not ended: neither by an event nor by the passing of time, which no row tells. */
import { getOrganization } from '../organization/organization-store.ts';
import { effectivePolicy } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import { checkLimits, type Session } from './session.ts';
import { listSessions } from './session-store.ts';

/** Newest first, among the `newest` last ones. One whose organization is gone is over too. */
export async function liveSessions(userId: string, project: Project, now: Date, newest: number): Promise<Session[]> {
  const active = (await listSessions(userId, newest)).filter(({ status }) => status === 'active');
  const ids = new Set(active.flatMap(({ organizationId }) => (organizationId ? [organizationId] : [])));
  const found = await Promise.all([...ids].map((id) => getOrganization(id)));
  const organizations = new Map(found.map((organization) => [organization?.id, organization]));
  return active.filter((session) => {
    const organization = session.organizationId ? organizations.get(session.organizationId) : undefined;
    if (session.organizationId && !organization) return false;
    return checkLimits(session, effectivePolicy(project.policy, organization?.policy), now, 'check').ok;
  });
}
