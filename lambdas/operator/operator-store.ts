/**
 * How operators are stored: a row in the person's collection, found from the project too. Whoever is dismissed keeps a
 * row without roles, so that of two changes made from one reading only one succeeds, also when one of them dismisses.
 */
import { getRow, getRows, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, check, insert, update } from '../shared/change.ts';
import { BY_PARENT, operatorKey, operatorsOf, userKey } from '../shared/table.ts';
import { type StoredUser, userFromRow } from '../user/user-store.ts';
import type { Listed, Operator } from './operator.ts';

const fromRow = (row: Row): Operator => ({
  userId: row.user_id as string,
  projectId: row.project_id as string,
  roles: row.roles as Operator['roles'],
  grantedAt: row.granted_at as string,
  version: row.version as number,
});

/** A row that is not on the list of its project's operators permits nothing: whoever wrote it would be seen nowhere. */
const inOffice = (row: Row | undefined): Operator | undefined => {
  const operator = row && fromRow(row);
  const listed = row?.id === operator?.userId && row?.parent === operatorsOf(operator?.projectId ?? '');
  return operator && listed && operator.roles.length > 0 ? operator : undefined;
};

/** Strongly consistent: a role that was taken away a moment ago permits nothing now. */
export async function getOperator(userId: string): Promise<Operator | undefined> {
  const row = await getRow('IDENTITY_TABLE', operatorKey(userId));
  return inOffice(row);
}

/** Of a person's collection, as `Account` has it. */
interface Collection {
  readonly rows: readonly Row[];
}

const rowOf = ({ rows }: Collection): Row | undefined => rows.find(({ sk }) => sk === operatorKey('').sk);

/** What a person's row says, also of one who was dismissed: the start of every change. */
export function formerOperatorOf(collection: Collection): Operator | undefined {
  const row = rowOf(collection);
  return row && fromRow(row);
}

export const operatorOf = (collection: Collection): Operator | undefined => inOffice(rowOf(collection));

export interface ListedWithUser extends Listed {
  readonly user: StoredUser;
}

const withUser = (operator: Operator, user: StoredUser): ListedWithUser => ({
  ...operator,
  user,
  active: user.status === 'active',
});

/** An operator and their row as a user, in one call: what permits them to act, as it is at this moment. */
export async function getOperatorWithUser(userId: string): Promise<ListedWithUser | undefined> {
  const [row, user] = await getRows('IDENTITY_TABLE', [operatorKey(userId), userKey(userId)]);
  const operator = inOffice(row);
  return operator && user && withUser(operator, userFromRow(user));
}

/** All of a project's: they are few. The list itself is eventually consistent. */
export async function listOperators(projectId: string): Promise<ListedWithUser[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', operatorsOf(projectId), { index: BY_PARENT });
  const operators = rows.map(fromRow);
  const keys = operators.map(({ userId }) => userKey(userId));
  const users = await getRows('IDENTITY_TABLE', keys);
  return operators.flatMap((operator, index) => {
    const user = users[index];
    return user ? [withUser(operator, userFromRow(user))] : [];
  });
}

/** Gives and takes roles; without any left the person is dismissed. @param before as it was read, if there was a row. */
export function setRoles(
  { userId, projectId }: Pick<Operator, 'userId' | 'projectId'>,
  before: Operator | undefined,
  roles: Operator['roles'],
  now: Date,
): Change<'conflict'> {
  const members = {
    roles,
    granted_at: now.toISOString(),
    parent: roles.length > 0 ? operatorsOf(projectId) : undefined,
    version: (before?.version ?? 0) + 1,
  };
  if (before) return update(operatorKey(userId), members, { version: before.version }, 'conflict');
  const made = { ...operatorKey(userId), ...members, id: userId, user_id: userId, project_id: projectId };
  return insert(made, 'conflict');
}

/** Fails unless the operator still has the roles that were read, and may still sign in. */
export const checkOperator = ({ userId, version }: Operator): Change<'conflict'>[] => [
  check(operatorKey(userId), { version }, 'conflict'),
  check(userKey(userId), { status: 'active' }, 'conflict'),
];
