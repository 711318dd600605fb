/** What is written with the end of a bundle that a clock wrote: the request that it answers is fulfilled. */
import type { EventDraft } from '../audit/event.ts';
import type { Size } from '../event-export/continue-export.ts';
import type { EventExport } from '../event-export/event-export.ts';
import type { Change } from '../shared/change.ts';
import { getSubjectKey } from '../user/subject-key-store.ts';
import { takeStep } from './request.ts';
import { getRequestOf, putStep } from './request-store.ts';

/** Nothing where somebody ended the request meanwhile: the file is there all the same. */
export async function completion(projectId: string, dsrId: string, now: Date): Promise<readonly Change<'conflict'>[]> {
  const before = await getRequestOf(projectId, dsrId);
  if (!before) return [];
  const after = takeStep(before, 'complete', now);
  return after.ok ? putStep(before, after.value) : [];
}

export async function completedEvent(
  { id, filter }: EventExport,
  { events, bytes }: Size,
): Promise<EventDraft<'dsr.export.completed'>> {
  const userId = String(filter.subject_id);
  const wrappedKey = await getSubjectKey(userId);
  return {
    type: 'dsr.export.completed',
    target: { type: 'user', id: userId },
    detail: { dsr_id: String(filter.dsr_id), export_id: id, events, bytes },
    subjects: wrappedKey ? [{ id: userId, wrappedKey }] : [],
  };
}
