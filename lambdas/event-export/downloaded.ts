/**
 * That a file was fetched: of a bundle in the person's own part of the log, for it is about them. Nothing for somebody
 * who was erased meanwhile: then the file is handed out to nobody, though it is there for the rest of its day.
 */
import type { EventDraft } from '../audit/event.ts';
import { getSubjectKey } from '../user/subject-key-store.ts';
import { type EventExport, isOfEvents } from './event-export.ts';

export async function downloaded(
  one: EventExport,
): Promise<EventDraft<'audit.export_downloaded' | 'dsr.export.downloaded'> | undefined> {
  const { id, events, bytes, format, filter } = one;
  const target = { type: 'export', id } as const;
  if (isOfEvents(one)) return { type: 'audit.export_downloaded', target, detail: { format, events, bytes } };
  const userId = String(filter.subject_id);
  const wrappedKey = await getSubjectKey(userId);
  if (!wrappedKey) return undefined;
  return {
    type: 'dsr.export.downloaded',
    target: { type: 'user', id: userId },
    detail: { export_id: id, events, bytes },
    subjects: [{ id: userId, wrappedKey }],
  };
}
