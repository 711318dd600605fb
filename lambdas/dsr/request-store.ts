/**
 * How requests of people are stored: a row each, found from the project; a row in the person's list; and while it is open,
 * a row on the list that the clock reads. No row tells who asked or why but under seal.
 */
import { getRow, getRows, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import { BY_PARENT, DSRS_OPEN, dsrKey, dsrOfUserKey, dsrOpenKey, dsrsOf, dsrsOfUserPk } from '../shared/table.ts';
import { isEnded, type Reminder, type SubjectRequest } from './request.ts';

const fromRow = (row: Row): SubjectRequest => ({
  id: row.id as string,
  projectId: row.project_id as string,
  kind: row.kind as SubjectRequest['kind'],
  framework: row.framework as SubjectRequest['framework'],
  state: row.state as SubjectRequest['state'],
  userId: row.user_id as string | undefined,
  by: row.recorded_by as SubjectRequest['by'],
  receivedAt: row.received_at as string,
  timeZone: row.time_zone as string | undefined,
  due: { on: row.due_on as string, at: row.due_at as string },
  verifiedAt: row.verified_at as string | undefined,
  startedAt: row.started_at as string | undefined,
  extendedAt: row.extended_at as string | undefined,
  endedAt: row.ended_at as string | undefined,
  reminded: row.reminded as Reminder | undefined,
  sealed: row.sealed as Uint8Array,
  sealedFor: row.sealed_for as string,
  version: row.version as number,
});

/** Of whatever project. */
export async function getRequest(id: string): Promise<SubjectRequest | undefined> {
  const row = await getRow('IDENTITY_TABLE', dsrKey(id));
  return row && fromRow(row);
}

/** `undefined` for a request of another project too. */
export async function getRequestOf(projectId: string, id: string): Promise<SubjectRequest | undefined> {
  const request = await getRequest(id);
  return request?.projectId === projectId ? request : undefined;
}

/** Newest first. */
export async function listRequests(
  projectId: string,
  before: string | undefined,
  limit: number,
): Promise<SubjectRequest[]> {
  const options = { index: BY_PARENT, reverse: true, before, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', dsrsOf(projectId), options);
  return rows.map(fromRow);
}

/** All of one person, oldest first. Strongly consistent. */
export async function listRequestsOf(userId: string): Promise<SubjectRequest[]> {
  const listed = await queryAllRows('IDENTITY_TABLE', dsrsOfUserPk(userId));
  const rows = await getRows(
    'IDENTITY_TABLE',
    listed.map(({ sk }) => dsrKey(String(sk))),
  );
  return rows.flatMap((row) => (row ? [fromRow(row)] : []));
}

/** Ids of all that are open, of every project of the deployment. */
export async function listOpenRequests(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', DSRS_OPEN, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

const listFor = (userId: string | undefined, id: string): Change<'conflict'>[] =>
  userId === undefined ? [] : [insert({ ...dsrOfUserKey(userId, id) }, 'conflict')];

/** What steps change. */
const members = (request: SubjectRequest): Row => ({
  state: request.state,
  user_id: request.userId,
  due_on: request.due.on,
  due_at: request.due.at,
  verified_at: request.verifiedAt,
  started_at: request.startedAt,
  extended_at: request.extendedAt,
  ended_at: request.endedAt,
  reminded: request.reminded,
  sealed: request.sealed,
  sealed_for: request.sealedFor,
  version: request.version,
});

export const insertRequest = (request: SubjectRequest): Change<'conflict'>[] => [
  insert(
    {
      ...dsrKey(request.id),
      ...members(request),
      id: request.id,
      parent: dsrsOf(request.projectId),
      project_id: request.projectId,
      kind: request.kind,
      framework: request.framework,
      recorded_by: request.by,
      received_at: request.receivedAt,
      time_zone: request.timeZone,
    },
    'conflict',
  ),
  ...listFor(request.userId, request.id),
  ...(isEnded(request) ? [] : [insert({ ...dsrOpenKey(request.id), id: request.id, parent: DSRS_OPEN }, 'conflict')]),
];

/** Of two steps at once, one succeeds. */
export const putStep = (before: SubjectRequest, after: SubjectRequest): Change<'conflict'>[] => [
  update(dsrKey(before.id), members(after), { version: before.version }, 'conflict'),
  ...(after.userId === before.userId ? [] : listFor(after.userId, after.id)),
  ...(isEnded(after) ? [remove(dsrOpenKey(after.id), {}, 'conflict')] : []),
];

export const noteReminder = ({ id, version }: SubjectRequest, reminded: Reminder): Change<'conflict'> =>
  update(dsrKey(id), { reminded, version: version + 1 }, { version }, 'conflict');
