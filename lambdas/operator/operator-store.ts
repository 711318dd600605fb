/** How operators are stored: a row in the person's collection, found from the project too. */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { operatorKey } from '../shared/table.ts';
import type { Operator } from './operator.ts';

const fromRow = (row: Row): Operator => ({
  userId: row.user_id as string,
  projectId: row.project_id as string,
  roles: row.roles as Operator['roles'],
  grantedAt: row.granted_at as string,
  version: row.version as number,
});

/** Strongly consistent: a role that was taken away a moment ago permits nothing now. */
export async function getOperator(userId: string): Promise<Operator | undefined> {
  const row = await getRow('IDENTITY_TABLE', operatorKey(userId));
  return row && fromRow(row);
}
