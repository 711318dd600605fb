/** The resource that a search asks for, as the log calls it: events hold its keyed hash alone. */
import { resourceName } from '../access-event/access-event.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Refused } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';

interface Asked {
  readonly resource_type?: string | undefined;
  readonly resource_id?: string | undefined;
  readonly target_id?: string | undefined;
  readonly target_type?: string | undefined;
}

const WRONG = {
  code: 'validation_failed',
  errors: [{ path: 'resource_id', message: 'takes resource_type with it, and neither target_id nor target_type' }],
} as const;

/** A type without an id, or a target beside it, says nothing that could be found. */
export async function resourceAsked(
  project: Project,
  { resource_type: type, resource_id: id, target_id, target_type }: Asked,
): Promise<Result<string | undefined, Refused<'validation_failed'>>> {
  if (type === undefined && id === undefined) return ok(undefined);
  if (type === undefined || id === undefined || target_id !== undefined || target_type !== undefined) return err(WRONG);
  return ok(resourceName(await getDataKey(project), { type, id }));
}
