/** How magic links are stored: a row of the table of things that expire, under the hash of what the link carries. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { EXPIRES_AT, linkKey } from '../shared/table.ts';
import type { MagicLink } from './magic-link.ts';

const TABLE = 'EPHEMERAL_TABLE';

const fromRow = (row: Row): MagicLink => ({
  hash: row.hash as string,
  projectId: row.project_id as string,
  address: row.address as string,
  organizationId: row.organization_id as string | undefined,
  sessionId: row.session_id as string,
  network: row.network as string,
  agent: row.agent as string,
  tries: row.tries as number,
  status: row.status as MagicLink['status'],
  expiresAtMs: row.expires_at_ms as number,
});

/** Strongly consistent. `undefined` for a link of another project too. */
export async function getLink(projectId: string, hash: string): Promise<MagicLink | undefined> {
  const row = await getRow(TABLE, linkKey(hash));
  return row?.project_id === projectId ? fromRow(row) : undefined;
}

export const insertLink = (link: MagicLink): Change<'conflict'> =>
  insert(
    {
      ...linkKey(link.hash),
      hash: link.hash,
      project_id: link.projectId,
      address: link.address,
      organization_id: link.organizationId,
      session_id: link.sessionId,
      network: link.network,
      agent: link.agent,
      tries: link.tries,
      status: link.status,
      expires_at_ms: link.expiresAtMs,
      [EXPIRES_AT]: Math.ceil(link.expiresAtMs / 1000),
    },
    'conflict',
    TABLE,
  );

const change = ({ hash, tries }: MagicLink, set: Row): Change<'conflict'> =>
  update(linkKey(hash), set, { tries, status: 'open' }, 'conflict', TABLE);

export const countTry = (link: MagicLink): Change<'conflict'> => change(link, { tries: link.tries + 1 });

/** Of all who open it at once, one uses it. */
export const useLink = (link: MagicLink): Change<'conflict'> => change(link, { status: 'used' });
