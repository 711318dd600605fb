/** Each hour: tells the privacy officer of requests that are due in a week, in a day, or since yesterday; each once. */
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { publishIncident } from '../../shared/aws/sns.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { type Reminder, reminderDue } from '../request.ts';
import { reminded } from '../request-events.ts';
import { getRequest, listOpenRequests, noteReminder } from '../request-store.ts';

const NAME = 'dsr/remind-requests';
requireVariables(triggers[NAME].access);

const TITLES: Readonly<Record<Reminder, string>> = {
  week_before: 'A request of a person is due within a week',
  day_before: 'A request of a person is due within a day',
  overdue: 'A request of a person is overdue',
};

async function remind(id: string, now: Date): Promise<void> {
  const request = await getRequest(id);
  const reminder = request && reminderDue(request, now);
  const project = reminder && (await getProject(request.projectId, now));
  if (!request || !reminder || !project) return;
  // Told first, then noted: a person would rather be told twice than not at all.
  await publishIncident(`${TITLES[reminder]}, ${project.name}`.replace(/[^\x20-\x7e]/g, '?'), {
    project: project.id,
    request: request.id,
    kind: request.kind,
    framework: request.framework,
    due_on: request.due.on,
    reminder,
  });
  await asSystem(NAME, project, now).commit([noteReminder(request, reminder)], reminded(request, reminder));
}

export async function handler(): Promise<void> {
  const now = new Date();
  await forEach(await listOpenRequests(), (id) => remind(id, now));
}
