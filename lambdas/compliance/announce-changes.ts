/** Tells covered entities, where their agreement names an address, that a sub-processor comes or goes (features.md B27). */
import { queueMessage } from '../message/queue-message.ts';
import { type Agreement, dayOf, stillToTell } from './agreement.ts';
import { noteAnnouncement } from './agreement-store.ts';
import { contactOf } from './make-agreement.ts';
import type { Upkeep } from './upkeep.ts';

/** Mails that one transaction takes beside its other rows; the others are told when the clock comes again. */
export const AT_ONCE = 40;

async function announce(subprocessor: Agreement, { project, agreements, now, commit }: Upkeep): Promise<void> {
  const { announcement, id, counterparty, engagedOn, endsOn } = subprocessor;
  if (!announcement || announcement.done || subprocessor.replacedBy !== undefined) return;
  const waiting = stillToTell(subprocessor, agreements, now);
  const told = waiting.slice(0, AT_ONCE);
  const complete = waiting.length <= AT_ONCE;
  const { change } = announcement;
  const from = (change === 'added' ? engagedOn : endsOn) ?? dayOf(now);
  const values = { name: counterparty, change: change === 'added' ? 'will' : 'will no more', day: from };
  const mails = await Promise.all(
    told.map(async (one) => {
      const to = await contactOf(project, one);
      return queueMessage(project, { channel: 'email', to, template: 'subprocessor_notice', values }, now);
    }),
  );
  const after = { ...announcement, told: [...announcement.told, ...told.map((one) => one.id)], done: complete };
  await commit([noteAnnouncement(subprocessor, after), ...mails], {
    type: 'subprocessor.announced',
    target: { type: 'agreement', id },
    detail: { change, from, told: told.map((one) => one.id), complete },
  });
}

export async function announceChanges(upkeep: Upkeep): Promise<void> {
  for (const one of upkeep.agreements) await announce(one, upkeep);
}
