/** How one-time codes are stored: a row of the table of things that expire, under the hash of what the client holds. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { codeKey, EXPIRES_AT } from '../shared/table.ts';
import type { OneTimeCode } from './otp.ts';

const TABLE = 'EPHEMERAL_TABLE';

const fromRow = (row: Row): OneTimeCode => ({
  hash: row.hash as string,
  projectId: row.project_id as string,
  purpose: row.purpose as OneTimeCode['purpose'],
  channel: row.channel as OneTimeCode['channel'],
  address: row.address as string,
  by: row.by as OneTimeCode['by'],
  userId: row.user_id as string | undefined,
  number: row.number as string | undefined,
  sealedAddress: row.sealed_address as Uint8Array | undefined,
  organizationId: row.organization_id as string | undefined,
  sessionId: row.session_id as string | undefined,
  codeHash: row.code_hash as string,
  tries: row.tries as number,
  status: row.status as OneTimeCode['status'],
  createdAtMs: row.created_at_ms as number,
  expiresAtMs: row.expires_at_ms as number,
});

/** Strongly consistent: the number of tries decides. */
export async function getCode(projectId: string, hash: string): Promise<OneTimeCode | undefined> {
  const row = await getRow(TABLE, codeKey(projectId, hash));
  return row && fromRow(row);
}

const members = (code: OneTimeCode): Row => ({
  hash: code.hash,
  project_id: code.projectId,
  purpose: code.purpose,
  channel: code.channel,
  address: code.address,
  by: code.by,
  user_id: code.userId,
  number: code.number,
  sealed_address: code.sealedAddress,
  organization_id: code.organizationId,
  session_id: code.sessionId,
  code_hash: code.codeHash,
  tries: code.tries,
  status: code.status,
  created_at_ms: code.createdAtMs,
  expires_at_ms: code.expiresAtMs,
  [EXPIRES_AT]: Math.ceil(code.expiresAtMs / 1000),
});

/** @param before the code of the same challenge that was sent first: it is worth nothing any more. */
export function storeCode(code: OneTimeCode, before?: OneTimeCode): Change<'conflict'> {
  const key = codeKey(code.projectId, code.hash);
  return before
    ? update(key, members(code), { code_hash: before.codeHash, tries: before.tries }, 'conflict', TABLE)
    : insert({ ...key, ...members(code) }, 'conflict', TABLE);
}

/** A wrong answer is told only when it was counted: of answers that read one number of tries, one counts. */
export const countTry = (code: OneTimeCode): Change<'conflict'> =>
  update(
    codeKey(code.projectId, code.hash),
    { tries: code.tries + 1 },
    { tries: code.tries, status: 'open' },
    'conflict',
    TABLE,
  );

/** Of all who have the right code, one uses it; and not beside a wrong answer that was not counted yet. */
export const useCode = (code: OneTimeCode): Change<'conflict'> =>
  update(
    codeKey(code.projectId, code.hash),
    { status: 'used' },
    { tries: code.tries, status: 'open', code_hash: code.codeHash },
    'conflict',
    TABLE,
  );
