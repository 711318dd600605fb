/** Tells the privacy officer what they have not been told: of a breach, and of its clocks. Each is told once. */
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { Result } from '../shared/result.ts';
import { type Breach, noteAlarm, noteReminder } from './breach.ts';
import { sendAlarm, sendReminder } from './breach-alarm.ts';
import { remindersOf } from './breach-clock.ts';
import { alarmDelivered, reminded } from './breach-events.ts';
import { putBreach } from './breach-store.ts';

type Commit = (changes: readonly Change<'conflict'>[], event: EventDraft) => Promise<Result<unknown, 'conflict'>>;

/** Told first, then noted: a person would rather be told twice than not at all. @throws when the topic does not take it. */
export async function tellDue(breach: Breach, project: Project, commit: Commit, now: Date): Promise<void> {
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
