/** How authorization codes are stored: by their hash, spent ones kept so that a second use is noticed. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { EXPIRES_AT, grantCodeKey } from '../shared/table.ts';
import { type CodeGrant, REMEMBERED_MS } from './grant.ts';

const fromRow = (row: Row): CodeGrant => ({
  hash: row.hash as string,
  projectId: row.project_id as string,
  clientId: row.client_id as string,
  redirectUri: row.redirect_uri as string,
  challenge: row.challenge as string,
  nonce: row.nonce as string | undefined,
  scopes: row.scopes as string[],
  userId: row.user_id as string,
  fromSessionId: row.from_session_id as string,
  fromOrganizationId: row.from_organization_id as string | undefined,
  organizationId: row.organization_id as string | undefined,
  sessionId: row.session_id as string,
  status: row.status as CodeGrant['status'],
  expiresAtMs: row.expires_at_ms as number,
});

/** Strongly consistent: a code is redeemed within a second of its making. */
export async function getCodeGrant(hash: string): Promise<CodeGrant | undefined> {
  const row = await getRow('EPHEMERAL_TABLE', grantCodeKey(hash));
  return row && fromRow(row);
}

export const insertCodeGrant = (grant: CodeGrant): Change<'conflict'> =>
  insert(
    {
      ...grantCodeKey(grant.hash),
      hash: grant.hash,
      project_id: grant.projectId,
      client_id: grant.clientId,
      redirect_uri: grant.redirectUri,
      challenge: grant.challenge,
      nonce: grant.nonce,
      scopes: grant.scopes,
      user_id: grant.userId,
      from_session_id: grant.fromSessionId,
      from_organization_id: grant.fromOrganizationId,
      organization_id: grant.organizationId,
      session_id: grant.sessionId,
      status: grant.status,
      expires_at_ms: grant.expiresAtMs,
      [EXPIRES_AT]: Math.ceil((grant.expiresAtMs + REMEMBERED_MS) / 1000),
    },
    'conflict',
    'EPHEMERAL_TABLE',
  );

/** Of all who redeem one code, one does. */
export const spendCodeGrant = (grant: CodeGrant): Change<'invalid_grant'> =>
  update(grantCodeKey(grant.hash), { status: 'spent' }, { status: 'open' }, 'invalid_grant', 'EPHEMERAL_TABLE');
