/** Reads what a posture is judged by. What the log's archive does not answer is left out: then nobody knows. */
import { reviewOf } from '../break-glass/break-glass.ts';
import { getBreakGlassOf, listUnfinished } from '../break-glass/break-glass-store.ts';
import { NEEDED, sumUp } from '../break-glass/readiness.ts';
import { getReadiness } from '../break-glass/readiness-store.ts';
import { readProgress } from '../log/reconcile-store.ts';
import { listOperators } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import { logger } from '../shared/logger.ts';
import { listAgreements } from './agreement-store.ts';
import type { Facts } from './posture.ts';
import { getNotificationTest, getPrivacyOfficer } from './privacy-officer-store.ts';
import { countBelow } from './read-drift.ts';
import { readLag } from './read-lag.ts';

async function orUnknown<T>(what: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    logger.error('not read', { what, error_name: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

async function countOverdue(projectId: string, now: Date): Promise<number> {
  const grants = await Promise.all((await listUnfinished()).map((id) => getBreakGlassOf(projectId, id)));
  return grants.filter((grant) => grant && reviewOf(grant, now).state === 'overdue').length;
}

export async function collectPosture(project: Project, now: Date): Promise<Facts> {
  const { id } = project;
  const [agreements, organizations, operators, emergency, overdueReviews, officer, notification, log, reconciled] =
    await Promise.all([
      listAgreements(id),
      countBelow(project),
      listOperators(id),
      getReadiness(id),
      countOverdue(id, now),
      getPrivacyOfficer(id),
      getNotificationTest(id),
      orUnknown('log', readLag(id, now)),
      orUnknown('reconciler', readProgress()),
    ]);
  return {
    project,
    agreements,
    organizations,
    operators,
    emergency: { ready: sumUp(emergency).ready, needed: NEEDED },
    overdueReviews,
    officer: officer !== undefined,
    notification,
    log,
    reconciled: reconciled?.last,
  };
}
