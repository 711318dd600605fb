/** Every minute: measures that are left, alarms that were not taken, and clocks that run out. */
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { noteAlarm, noteReminder } from '../breach.ts';
import { sendAlarm, sendReminder } from '../breach-alarm.ts';
import { remindersOf } from '../breach-clock.ts';
import { alarmDelivered, reminded } from '../breach-events.ts';
import { getBreach, listUnfinished, putBreach } from '../breach-store.ts';
import { carryOut } from '../carry-out.ts';

const NAME = 'breach/look-after-breaches';
requireVariables(triggers[NAME].access);

/** Time left for one transaction, and for noting how far it is. */
const RESERVE_MS = 10_000;

/** Told first, then noted: a person would rather be told twice than not at all. */
async function tell(id: string, now: Date): Promise<void> {
  const breach = await getBreach(id);
  const project = breach && (await getProject(breach.projectId, now));
  if (!project) return;
  const { commit } = asSystem(NAME, project, now);
  let told = breach;
  if (told.alarm === 'pending') {
    await sendAlarm(told, project, now);
    const noted = noteAlarm(told);
    if (!(await commit(putBreach(told, noted), alarmDelivered(noted))).ok) return;
    told = noted;
  }
  for (const reminder of remindersOf(told, now)) {
    await sendReminder(told, reminder, project);
    const noted = noteReminder(told, reminder.name);
    if (!(await commit(putBreach(told, noted), reminded(noted, reminder))).ok) return;
    told = noted;
  }
}

async function contain(id: string, keepGoing: () => boolean): Promise<void> {
  const breach = await getBreach(id);
  const project = breach && (await getProject(breach.projectId, new Date()));
  if (!project) return;
  await carryOut(
    {
      project,
      keepGoing,
      inTheNameOf: ({ orderedBy }) => orderedBy,
      commit: (changes, events) => asSystem(NAME, project, new Date()).commit(changes, events),
    },
    id,
  );
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const keepGoing = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  const ids = await listUnfinished();
  await forEach(ids, (id) => contain(id, keepGoing));
  await forEach(ids, (id) => tell(id, new Date()));
}
