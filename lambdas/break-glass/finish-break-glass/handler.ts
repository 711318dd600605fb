/** Every five minutes: alarms that were not taken, grants whose time is over, and reviews that nobody made. */
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { sendAlarm, sendReminder } from '../alarm.ts';
import { type BreakGlass, reviewOf, type Task, tasksOf } from '../break-glass.ts';
import {
  deliverAlarm,
  expireBreakGlass,
  finishBreakGlass,
  getBreakGlass,
  listUnfinished,
  noteReminder,
} from '../break-glass-store.ts';
import { alarmDelivered, closed, reviewOverdue } from '../events.ts';

const NAME = 'break-glass/finish-break-glass';
requireVariables(triggers[NAME].access);

async function lookAfter(grant: BreakGlass, now: Date): Promise<void> {
  const project = await getProject(grant.projectId, now);
  if (!project) return;
  const { commit } = asSystem(NAME, project, now);
  const carryOut: Record<Task, () => Promise<unknown>> = {
    write_expiry: () => commit([expireBreakGlass(grant)], closed({ ...grant, status: 'expired' }, now)),
    // Told first, then noted: a person would rather be told twice than not at all.
    send_alarm: async () => {
      const finished = reviewOf(grant, now).state === 'done' ? [finishBreakGlass(grant)] : [];
      await sendAlarm(grant, project);
      await commit([deliverAlarm(grant), ...finished], alarmDelivered(grant));
    },
    remind: async () => {
      await sendReminder(grant, project);
      await commit([noteReminder(grant, now)], reviewOverdue(grant, now));
    },
  };
  for (const task of tasksOf(grant, now)) await carryOut[task]();
}

export async function handler(): Promise<void> {
  const now = new Date();
  await forEach(await listUnfinished(), async (id) => {
    const grant = await getBreakGlass(id);
    if (grant) await lookAfter(grant, now);
  });
}
