/** Who the people are whose access is reviewed: their names are read when they are shown, and kept in no review. */
import { getRows } from '../shared/aws/dynamodb.ts';
import { userKey } from '../shared/table.ts';
import type { User } from '../user/user.ts';
import { userFromRow } from '../user/user-store.ts';

/** By id; no entry for somebody who was deleted. */
export async function getPeople(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, User>> {
  const rows = await getRows('IDENTITY_TABLE', ids.map(userKey), { eventual: true });
  const users = rows.flatMap((row) => (row?.project_id === projectId ? [userFromRow(row)] : []));
  return new Map(users.map((user) => [user.id, user]));
}
