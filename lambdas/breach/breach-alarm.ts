/**
 * The privacy officer is told through the incident topic: of a breach when it is opened, and of each clock before it runs
 * out and when it has. A topic that does not answer keeps nobody from opening a breach: the clock tells it again until it
 * is taken. Whoever was told of a breach whose opening failed then is told once more when it is tried again.
 */
import type { Project } from '../project/project.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { logger } from '../shared/logger.ts';
import type { Breach } from './breach.ts';
import { clocksOf, type Reminder } from './breach-clock.ts';

/** Somebody waits for the answer. */
const WITHIN_MS = 2_000;

const subject = (words: string, { name }: Pick<Project, 'name'>): string =>
  `${words}, ${name}`.replace(/[^\x20-\x7e]/g, '?');

/** Ids and times alone: no title and no summary, for mail goes outside. @throws when the topic does not take it. */
export const sendAlarm = (
  breach: Breach,
  project: Pick<Project, 'name'>,
  now: Date,
  withinMs?: number,
): Promise<void> =>
  publishIncident(
    subject('A breach was opened', project),
    {
      project: breach.projectId,
      breach: breach.id,
      discovered_at: breach.discoveredAt,
      opened_at: breach.openedAt,
      due: Object.fromEntries(
        clocksOf(breach, now)
          .filter(({ state }) => state === 'running' || state === 'overdue')
          .map(({ kind, dueAt }) => [kind, dueAt]),
      ),
    },
    withinMs,
  );

/** @throws when the topic does not take it. */
export const sendReminder = (breach: Breach, { clock }: Reminder, project: Pick<Project, 'name'>): Promise<void> =>
  publishIncident(
    subject(clock.state === 'overdue' ? 'A notice of a breach is overdue' : 'A notice of a breach is due', project),
    { project: breach.projectId, breach: breach.id, notice: clock.kind, basis: clock.basis, due_at: clock.dueAt },
  );

export async function tryAlarm(breach: Breach, project: Pick<Project, 'name'>, now: Date): Promise<boolean> {
  try {
    await sendAlarm(breach, project, now, WITHIN_MS);
    return true;
  } catch (error) {
    logger.error('breach not told yet', {
      breach: breach.id,
      error_name: error instanceof Error ? error.name : 'unknown',
    });
    return false;
  }
}
