/** How redirect URIs are stored: a row each beside their project, under a hash of the address and its use. */
import { createHash } from 'node:crypto';
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone } from '../shared/change.ts';
import { projectKey, redirectUriKey } from '../shared/table.ts';
import type { RedirectUri, Use } from './redirect-uri.ts';

const keyOf = (projectId: string, uri: string, use: Use) =>
  redirectUriKey(projectId, `${use} ${createHash('sha256').update(uri).digest('base64url')}`);

const fromRow = (row: Row): RedirectUri => ({
  id: row.id as string,
  projectId: row.project_id as string,
  uri: row.uri as string,
  use: row.use as Use,
  createdAt: row.created_at as string,
});

/** Whether exactly this address was registered for this use. */
export async function isRegisteredRedirect(projectId: string, uri: string, use: Use = 'sign_in'): Promise<boolean> {
  const row = await getRow('IDENTITY_TABLE', keyOf(projectId, uri, use));
  return row?.uri === uri;
}

export async function listRedirectUris(projectId: string): Promise<RedirectUri[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', projectKey(projectId).pk, { prefix: 'REDIRECT_URI#' });
  return rows.map(fromRow);
}

export const insertRedirectUri = (one: RedirectUri): Change<'conflict'> =>
  insert(
    {
      ...keyOf(one.projectId, one.uri, one.use),
      id: one.id,
      project_id: one.projectId,
      uri: one.uri,
      use: one.use,
      created_at: one.createdAt,
    },
    'conflict',
  );

export const removeRedirectUri = (one: RedirectUri): Change<'not_found'>[] => [
  remove(keyOf(one.projectId, one.uri, one.use), { id: one.id }, 'not_found'),
  tombstone(one.id, 'not_found'),
];
