/**
 * The alarm comes before the grant: first as an event, without which nothing is granted; then to the incident topic.
 * A topic that does not answer keeps nobody from a patient: the alarm stays on the list and is sent again until it is
 * taken (ADR 0022).
 */
import type { Project } from '../project/project.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { logger } from '../shared/logger.ts';
import type { BreakGlass } from './break-glass.ts';

/** Somebody waits with their hand on the glass. */
const WITHIN_MS = 2_000;

/** Ids alone: no reason and no name, for mail goes outside. */
const told = (grant: BreakGlass) => ({
  project: grant.projectId,
  grant: grant.id,
  operator: grant.userId,
  incident_id: grant.incidentId,
  permissions: grant.scopes,
  organization: grant.organizationId,
  opened_at: grant.openedAt,
  expires_at: grant.expiresAt,
});

const titleOf = ({ drill }: BreakGlass, words: string, project: Pick<Project, 'name'>): string =>
  `${drill ? 'Drill: ' : ''}${words}, ${project.name}`.replace(/[^\x20-\x7e]/g, '?');

/** @throws when the topic does not take it. */
export const sendAlarm = (grant: BreakGlass, project: Pick<Project, 'name'>, withinMs?: number): Promise<void> =>
  publishIncident(titleOf(grant, 'Emergency access is opened', project), told(grant), withinMs);

/** @throws when the topic does not take it. */
export const sendReminder = (grant: BreakGlass, project: Pick<Project, 'name'>): Promise<void> =>
  publishIncident(titleOf(grant, 'Emergency access was not reviewed', project), told(grant));

export async function tryAlarm(grant: BreakGlass, project: Pick<Project, 'name'>): Promise<BreakGlass['alarm']> {
  try {
    await sendAlarm(grant, project, WITHIN_MS);
    return 'delivered';
  } catch (error) {
    logger.error('alarm not delivered yet', {
      grant: grant.id,
      error_name: error instanceof Error ? error.name : 'unknown',
    });
    return 'pending';
  }
}
