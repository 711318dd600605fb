/** What is read to know whether a project's emergency operators are ready, and what was last written down of it. */
import { listOperators } from '../operator/operator-store.ts';
import { getAccount } from '../session/account-store.ts';
import { getRow, queryAllRows } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { BY_PARENT, PROJECTS, readinessKey, recoveryCodesKey } from '../shared/table.ts';
import { type Checked, type OperatorReadiness, type Readiness, readinessOf } from './readiness.ts';

/** Ids of all projects of the deployment. */
export async function listProjectIds(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', PROJECTS, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

/** Everybody who holds the role, and what they lack. */
export async function getReadiness(projectId: string): Promise<OperatorReadiness[]> {
  const operators = await listOperators(projectId);
  const emergency = operators.filter(({ roles }) => roles.includes('emergency'));
  const accounts = await Promise.all(emergency.map(({ userId }) => getAccount(projectId, userId)));
  return accounts.flatMap((account) => {
    if (!account) return [];
    const codes = account.rows.find(({ sk }) => sk === recoveryCodesKey(account.user.id).sk)?.codes;
    return [readinessOf({ ...account, codesLeft: Array.isArray(codes) ? codes.length : 0 })];
  });
}

export async function getChecked(projectId: string): Promise<Checked | undefined> {
  const row = await getRow('IDENTITY_TABLE', readinessKey(projectId));
  return row && { ready: row.ready as number, enrolled: row.enrolled as number, at: row.at as string };
}

/** Of two checks at once, one writes. */
export function noteChecked(
  projectId: string,
  found: Readiness,
  last: Checked | undefined,
  now: Date,
): Change<'conflict'> {
  const members = { ready: found.ready, enrolled: found.enrolled, at: now.toISOString() };
  const key = readinessKey(projectId);
  return last ? update(key, members, { at: last.at }, 'conflict') : insert({ ...key, ...members }, 'conflict');
}
