/**
 * A person of the log: somebody of the project, or somebody who was and whose part of the log can still be read. Of who
 * was deleted only the data key is left; that it opens under the project's key shows whose they were.
 */
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { getSubjectKey } from './subject-key-store.ts';
import { getUserWithKey, type StoredUser } from './user-store.ts';

export interface FoundSubject {
  readonly id: string;
  /** Absent once the user was deleted. */
  readonly user: StoredUser | undefined;
  /** Absent once their part of the log was erased. */
  readonly wrappedKey: Uint8Array | undefined;
}

async function opens(project: Project, id: string, wrappedKey: Uint8Array): Promise<boolean> {
  const projectKey = await getDataKey(project);
  try {
    unwrapSubjectKey(wrappedKey, projectKey, id);
    return true;
  } catch {
    return false;
  }
}

/** `undefined` for a person of another project too, and for one who was erased. */
export async function findSubject(project: Project, id: string): Promise<FoundSubject | undefined> {
  const found = await getUserWithKey(project.id, id);
  if (found) return { id, ...found };
  const wrappedKey = await getSubjectKey(id);
  return wrappedKey && (await opens(project, id, wrappedKey)) ? { id, user: undefined, wrappedKey } : undefined;
}
