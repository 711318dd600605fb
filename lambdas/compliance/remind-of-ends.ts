/** Tells, once for each of the set days, that an agreement ends soon or has ended: the incident topic, and by mail. */
import { publishIncident } from '../shared/aws/sns.ts';
import { lastDayOf, reminderDue } from './agreement.ts';
import { noteReminder } from './agreement-store.ts';
import { complianceNotice } from './compliance-notice.ts';
import type { Upkeep } from './upkeep.ts';

export async function remindOfEnds({ project, agreements, now, commit }: Upkeep): Promise<void> {
  for (const agreement of agreements) {
    const days = reminderDue(agreement, now);
    const { id, kind, permitsPreset } = agreement;
    const last = lastDayOf(agreement);
    if (days === undefined || last === undefined) continue;
    const ended = days < 0;
    const what = `the agreement ${id} ${ended ? 'has ended' : 'ends'} on ${last}`;
    // Told first: what could not be told is found again in an hour.
    await publishIncident(ended ? 'An agreement has ended' : 'An agreement ends soon', {
      project: project.id,
      agreement: id,
      kind,
      expires_on: last,
      permits_preset: permitsPreset,
    });
    const mail = await complianceNotice(project, project.settings.notice_email, what, now);
    await commit([noteReminder(agreement, days), ...mail], {
      type: 'agreement.reminded',
      target: { type: 'agreement', id },
      detail: { kind, expires_on: last, days_before: days, permits_preset: permitsPreset },
    });
  }
}
