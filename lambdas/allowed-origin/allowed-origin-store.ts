/** How allowed origins are stored: a row each beside their project. Read at most every ten seconds by each environment. */
import { queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone } from '../shared/change.ts';
import { allowedOriginKey, projectKey } from '../shared/table.ts';
import type { AllowedOrigin } from './allowed-origin.ts';

const CACHE_MS = 10_000;
const cached = new Map<string, { origins: ReadonlySet<string>; until: number }>();

const fromRow = (row: Row): AllowedOrigin => ({
  id: row.id as string,
  projectId: row.project_id as string,
  origin: row.origin as string,
  createdAt: row.created_at as string,
});

export async function listAllowedOrigins(projectId: string): Promise<AllowedOrigin[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', projectKey(projectId).pk, { prefix: 'ORIGIN#' });
  return rows.map(fromRow);
}

/** Whether the registry holds the origin, as it was ten seconds ago at the earliest. */
export async function isAllowedOrigin(projectId: string, origin: string, now: Date): Promise<boolean> {
  const known = cached.get(projectId);
  if (known && known.until > now.getTime()) return known.origins.has(origin);
  const origins = new Set((await listAllowedOrigins(projectId)).map((one) => one.origin));
  cached.set(projectId, { origins, until: now.getTime() + CACHE_MS });
  return origins.has(origin);
}

export const insertAllowedOrigin = (one: AllowedOrigin): Change<'conflict'> =>
  insert(
    {
      ...allowedOriginKey(one.projectId, one.origin),
      id: one.id,
      project_id: one.projectId,
      origin: one.origin,
      created_at: one.createdAt,
    },
    'conflict',
  );

export const removeAllowedOrigin = (one: AllowedOrigin): Change<'not_found'>[] => [
  remove(allowedOriginKey(one.projectId, one.origin), { id: one.id }, 'not_found'),
  tombstone(one.id, 'not_found'),
];
