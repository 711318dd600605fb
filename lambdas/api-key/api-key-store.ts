/** How secret keys are stored: one row a key, found by the id in the secret. */
import { getRow, queryAllRows } from '../shared/aws/dynamodb.ts';
import { type Change, check, insert, remove, tombstone } from '../shared/change.ts';
import type { OperatorPrincipal, Scope, SecretKeyPrincipal } from '../shared/principal.ts';
import { apiKeyKey, apiKeysOf, BY_PARENT } from '../shared/table.ts';
import type { ApiKey } from './api-key.ts';

const fromRow = (row: Record<string, unknown>): ApiKey => ({
  id: row.id as string,
  projectId: row.project_id as string,
  name: row.name as string,
  scopes: row.scopes as Scope[],
  hash: row.hash as string,
  expiresAt: row.expires_at as string | undefined,
  createdAt: row.created_at as string,
  madeBy: row.made_by as string | undefined,
});

/** None for a row that is not on the list of its project's keys: whoever wrote it would be seen nowhere. */
export async function getApiKey(id: string): Promise<ApiKey | undefined> {
  const row = await getRow('IDENTITY_TABLE', apiKeyKey(id));
  return row?.id === id && row.parent === apiKeysOf(String(row.project_id)) ? fromRow(row) : undefined;
}

/** Who is behind a caller: the person, or whoever made the calling key. */
export const makerOf = async (principal: SecretKeyPrincipal | OperatorPrincipal): Promise<string | undefined> =>
  principal.kind === 'operator' ? principal.userId : (await getApiKey(principal.keyId))?.madeBy;

/** The project's keys in the order of creation; the newest ones may not be in the index yet. */
export async function listApiKeys(projectId: string): Promise<ApiKey[]> {
  return (await queryAllRows('IDENTITY_TABLE', apiKeysOf(projectId), { index: BY_PARENT })).map(fromRow);
}

export const insertApiKey = (key: ApiKey): Change<'conflict'> =>
  insert(
    {
      ...apiKeyKey(key.id),
      id: key.id,
      parent: apiKeysOf(key.projectId),
      project_id: key.projectId,
      name: key.name,
      scopes: key.scopes,
      hash: key.hash,
      expires_at: key.expiresAt,
      created_at: key.createdAt,
      made_by: key.madeBy,
    },
    'conflict',
  );

/**
 * A revoked key is gone at once: every request reads its key's row.
 * @param successor a key that must still exist, so that two keys cannot revoke each other and leave none.
 */
export const deleteApiKey = (key: ApiKey, successor: ApiKey | undefined): Change<'conflict' | 'not_found'>[] => [
  tombstone(key.id, 'not_found'),
  remove(apiKeyKey(key.id), { hash: key.hash }, 'not_found'),
  ...(successor ? [check(apiKeyKey(successor.id), { hash: successor.hash }, 'conflict')] : []),
];
