/** A grant that names an organization permits nothing outside of it, whatever route is called (security.md, row 15). */
import { isId } from '../shared/ids.ts';
import type { Grant } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

interface Named {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const members = (part: unknown): Readonly<Record<string, unknown>> =>
  typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : {};

/**
 * Another organization is not there. A route that names none in its path or query acts on the whole project, so it is
 * forbidden; what a body names makes a route no narrower, and is only held against it.
 */
export function confine(
  grant: Grant | undefined,
  { params, query, body }: Named,
): Result<undefined, 'forbidden' | 'not_found'> {
  const organizationId = grant?.organizationId;
  if (organizationId === undefined) return ok(undefined);
  const inPath = Object.values(members(params));
  const aims = [...inPath, members(query).organization_id].filter((value) => isOrganization(value));
  const all = [...aims, members(body).organization_id].filter((value) => isOrganization(value));
  if (all.some((id) => id !== organizationId)) return err('not_found');
  return aims.length > 0 || inPath.includes(grant?.id) ? ok(undefined) : err('forbidden');
}

const isOrganization = (value: unknown): boolean => typeof value === 'string' && isId('organization', value);
