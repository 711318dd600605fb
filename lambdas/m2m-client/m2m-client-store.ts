/** How machine clients are stored: one row each, found from their project too. */
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { BY_PARENT, clientKey, clientsOf } from '../shared/table.ts';
import type { M2mClient } from './m2m-client.ts';

const fromRow = (row: Row): M2mClient => ({
  id: row.id as string,
  projectId: row.project_id as string,
  name: row.name as string,
  scopes: row.scopes as string[],
  hash: row.hash as string,
  status: row.status as M2mClient['status'],
  expiresAt: row.expires_at as string | undefined,
  createdAt: row.created_at as string,
  madeBy: row.made_by as string | undefined,
});

/**
 * Strongly consistent: a client that was revoked a moment ago gets no token now (T19). None for a row that is not on the
 * list of its project's clients: whoever wrote it would be seen nowhere.
 */
export async function getM2mClient(id: string): Promise<M2mClient | undefined> {
  const row = await getRow('IDENTITY_TABLE', clientKey(id));
  return row?.id === id && row.parent === clientsOf(String(row.project_id)) ? fromRow(row) : undefined;
}

/** The project's, oldest first, revoked ones left out. */
export async function listM2mClients(projectId: string): Promise<M2mClient[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', clientsOf(projectId), { index: BY_PARENT });
  return rows.map(fromRow).filter(({ status }) => status === 'active');
}

export const insertM2mClient = (client: M2mClient): Change<'conflict'> =>
  insert(
    {
      ...clientKey(client.id),
      parent: clientsOf(client.projectId),
      id: client.id,
      project_id: client.projectId,
      name: client.name,
      scopes: client.scopes,
      hash: client.hash,
      status: client.status,
      expires_at: client.expiresAt,
      created_at: client.createdAt,
      made_by: client.madeBy,
    },
    'conflict',
  );

/** Of two who revoke one client, one does. */
export const revokeM2mClient = (client: M2mClient): Change<'not_found'> =>
  update(clientKey(client.id), { status: 'revoked' }, { status: 'active' }, 'not_found');
