/** The resource that a search asks for, as the log calls it: events hold its keyed hash alone. */
import { resourceName } from '../access-event/access-event.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { err, ok, type Result } from '../shared/result.ts';

interface Asked {
  readonly resource_type?: string | undefined;
  readonly resource_id?: string | undefined;
  readonly target_id?: string | undefined;
}

/** A type without an id, or a target beside it, says nothing that could be found. */
export async function resourceAsked(
  project: Project,
  { resource_type: type, resource_id: id, target_id }: Asked,
): Promise<Result<string | undefined, 'validation_failed'>> {
  if (type === undefined && id === undefined) return ok(undefined);
  if (type === undefined || id === undefined || target_id !== undefined) return err('validation_failed');
  return ok(resourceName(await getDataKey(project), { type, id }));
}
