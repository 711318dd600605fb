/** How resets are stored: in the table of what expires, under the hash of what was mailed. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { EXPIRES_AT, linkKey } from '../shared/table.ts';
import type { Reset } from './reset.ts';

const TABLE = 'EPHEMERAL_TABLE';

const fromRow = (row: Row): Reset => ({
  hash: row.hash as string,
  projectId: row.project_id as string,
  emailHash: row.email_hash as string,
  askedAtMs: row.asked_at_ms as number,
  tries: row.tries as number,
  status: row.status as Reset['status'],
  expiresAtMs: row.expires_at_ms as number,
});

/** Strongly consistent: the number of tries decides. */
export async function getReset(hash: string): Promise<Reset | undefined> {
  const row = await getRow(TABLE, linkKey(hash));
  return row && fromRow(row);
}

export const insertReset = (reset: Reset): Change<'conflict'> =>
  insert(
    {
      ...linkKey(reset.hash),
      hash: reset.hash,
      project_id: reset.projectId,
      email_hash: reset.emailHash,
      asked_at_ms: reset.askedAtMs,
      tries: reset.tries,
      status: reset.status,
      expires_at_ms: reset.expiresAtMs,
      [EXPIRES_AT]: Math.ceil(reset.expiresAtMs / 1000),
    },
    'conflict',
    TABLE,
  );

/** A wrong code is told only when it was counted: of those that read one number of tries, one counts. */
export const countTry = ({ hash, tries }: Reset): Change<'conflict'> =>
  update(linkKey(hash), { tries: tries + 1 }, { tries, status: 'open' }, 'conflict', TABLE);

/** It stays until it expires, so that of two uses the second fails. */
export const useReset = ({ hash, tries }: Reset): Change<'conflict'> =>
  update(linkKey(hash), { status: 'used' }, { tries, status: 'open' }, 'conflict', TABLE);
