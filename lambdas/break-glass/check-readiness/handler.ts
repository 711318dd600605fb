/** Each hour: whether every project that needs it has two emergency operators who are ready. Too few are an incident. */
import type { Project } from '../../project/project.ts';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { publishIncident } from '../../shared/aws/sns.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { concerns, isNews, isReady, NEEDED, sumUp } from '../readiness.ts';
import { getChecked, getReadiness, listProjectIds, noteChecked } from '../readiness-store.ts';

requireVariables(triggers['break-glass/check-readiness'].access);

async function check(project: Project, now: Date): Promise<void> {
  const found = sumUp(await getReadiness(project.id));
  const last = await getChecked(project.id);
  // Who had emergency operators and has none left is told so.
  if (!concerns(found.enrolled, project.settings.two_person) && !last?.enrolled) return;
  if (!isNews(found, last, now)) return;
  const { ready, enrolled } = found;
  // Told first: what could not be told is found again in an hour.
  if (!isReady(found))
    await publishIncident('Too few emergency operators are ready', { project: project.id, ready, enrolled });
  await asSystem('break-glass/check-readiness', project, now).commit([noteChecked(project.id, found, last, now)], {
    type: 'break_glass.readiness_checked',
    outcome: isReady(found) ? 'success' : 'failure',
    target: { type: 'project', id: project.id },
    detail: { ready, enrolled, needed: NEEDED },
  });
}

export async function handler(): Promise<void> {
  const now = new Date();
  await forEach(await listProjectIds(), async (id) => {
    const project = await getProject(id, now);
    if (project) await check(project, now);
  });
}
