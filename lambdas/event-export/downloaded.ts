/** That a file was fetched: of a bundle in the person's own part of the log too, for it is about them. */
import type { EventDraft } from '../audit/event.ts';
import { getSubjectKey } from '../user/subject-key-store.ts';
import { type EventExport, isOfEvents } from './event-export.ts';

export async function downloaded(
  one: EventExport,
): Promise<EventDraft<'audit.export_downloaded' | 'dsr.export.downloaded'>> {
  const { id, events, bytes, format, filter } = one;
  const target = { type: 'export', id } as const;
  if (isOfEvents(one)) return { type: 'audit.export_downloaded', target, detail: { format, events, bytes } };
  const userId = String(filter.subject_id);
  const wrappedKey = await getSubjectKey(userId);
  return {
    type: 'dsr.export.downloaded',
    target: { type: 'user', id: userId },
    detail: { export_id: id, events, bytes },
    subjects: wrappedKey ? [{ id: userId, wrappedKey }] : [],
  };
}
