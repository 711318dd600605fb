/** Exports of one person, among those of a project. */
import type { EventExport } from '../event-export/event-export.ts';
import { getExportOf } from '../event-export/event-export-store.ts';

/** `undefined` for one of another person or project, and for one of events. */
export async function getSubjectExport(
  projectId: string,
  userId: string,
  id: string,
): Promise<EventExport | undefined> {
  const one = await getExportOf(projectId, id);
  return one?.format === 'bundle' && one.filter.subject_id === userId ? one : undefined;
}
