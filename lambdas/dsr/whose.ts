/** A person whose part of the log can be written: also one who was deleted, and no longer one who was erased. */
import type { Project } from '../project/project.ts';
import { findSubject } from '../user/find-subject.ts';

export async function knownSubject(
  project: Project,
  id: string,
): Promise<{ readonly id: string; readonly wrappedKey: Uint8Array } | undefined> {
  const wrappedKey = (await findSubject(project, id))?.wrappedKey;
  return wrappedKey && { id, wrappedKey };
}
