/** The keys that open what a page of the log says of people, unwrapped; no entry for a key that was destroyed. */
import type { KeyObject } from 'node:crypto';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { getSubjectKeys } from '../user/user-store.ts';
import type { EventRecord } from './event-query.ts';
import { unwrapSubjectKey } from './subject-key.ts';

function tryUnwrap(wrapped: Uint8Array | undefined, projectKey: KeyObject, id: string): [string, KeyObject][] {
  if (!wrapped) return [];
  try {
    return [[id, unwrapSubjectKey(wrapped, projectKey, id)]];
  } catch {
    return [];
  }
}

/** Of everyone whom the events concern: the people's, and the project's own for those who are not known. */
export async function subjectKeysFor(
  project: Project,
  records: readonly Pick<EventRecord, 'blocks'>[],
): Promise<ReadonlyMap<string, KeyObject>> {
  const people = [...new Set(records.flatMap(({ blocks }) => Object.keys(blocks)))].filter((id) => id !== project.id);
  const [projectKey, wrapped] = await Promise.all([getDataKey(project), getSubjectKeys(people)]);
  return new Map([
    [project.id, projectKey],
    ...people.flatMap((id, index) => tryUnwrap(wrapped[index], projectKey, id)),
  ]);
}
