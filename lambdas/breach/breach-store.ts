/**
 * How breaches are stored: a row each, found from the project, and a row on the list that the clock reads until it is
 * closed and everybody was told. A change is made by a rule from what was read, and written if nobody changed the row
 * meanwhile.
 */
import { getRow, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import { BREACHES_UNFINISHED, BY_PARENT, breachesOf, breachKey, breachUnfinishedKey } from '../shared/table.ts';
import type { Breach } from './breach.ts';
import { isWatched } from './breach-clock.ts';

const fromRow = (row: Row): Breach => ({
  id: row.id as string,
  projectId: row.project_id as string,
  title: row.title as string,
  summary: row.summary as string,
  role: row.role as Breach['role'],
  discoveredAt: row.discovered_at as string,
  occurredFrom: row.occurred_from as string | undefined,
  occurredTo: row.occurred_to as string | undefined,
  timeZone: row.time_zone as string,
  openedBy: row.opened_by as Breach['openedBy'],
  openedAt: row.opened_at as string,
  reached: row.reached as Breach['reached'],
  notified: row.notified as Breach['notified'],
  recipients: row.recipients as Breach['recipients'],
  affected: row.affected as Breach['affected'],
  conclusion: row.conclusion as Breach['conclusion'],
  alarm: row.alarm as Breach['alarm'],
  reminded: row.reminded as string[],
  closed: row.closed as Breach['closed'],
  version: row.version as number,
});

/** Of whatever project. */
export async function getBreach(id: string): Promise<Breach | undefined> {
  const row = await getRow('IDENTITY_TABLE', breachKey(id));
  return row && fromRow(row);
}

/** `undefined` for a breach of another project too. */
export async function getBreachOf(projectId: string, id: string): Promise<Breach | undefined> {
  const breach = await getBreach(id);
  return breach?.projectId === projectId ? breach : undefined;
}

/** Newest first. */
export async function listBreaches(projectId: string, before: string | undefined, limit: number): Promise<Breach[]> {
  const options = { index: BY_PARENT, reverse: true, before, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', breachesOf(projectId), options);
  return rows.map(fromRow);
}

/** Ids of all breaches of the deployment that are not closed, or were with a notice yet to be sent. */
export async function listUnfinished(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', BREACHES_UNFINISHED, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

const unfinished = (id: string): Change<'conflict'> =>
  insert({ ...breachUnfinishedKey(id), id, parent: BREACHES_UNFINISHED }, 'conflict');

/** What may change. */
const members = (breach: Breach): Row => ({
  reached: breach.reached,
  notified: breach.notified,
  recipients: breach.recipients,
  affected: breach.affected,
  conclusion: breach.conclusion,
  alarm: breach.alarm,
  reminded: breach.reminded,
  closed: breach.closed,
  version: breach.version,
});

export const insertBreach = (breach: Breach): Change<'conflict'>[] => [
  insert(
    {
      ...breachKey(breach.id),
      ...members(breach),
      id: breach.id,
      parent: breachesOf(breach.projectId),
      project_id: breach.projectId,
      title: breach.title,
      summary: breach.summary,
      role: breach.role,
      discovered_at: breach.discoveredAt,
      occurred_from: breach.occurredFrom,
      occurred_to: breach.occurredTo,
      time_zone: breach.timeZone,
      opened_by: breach.openedBy,
      opened_at: breach.openedAt,
    },
    'conflict',
  ),
  unfinished(breach.id),
];

/** From what was read to what a rule made of it. A breach that needs no clock leaves the list, and comes back reopened. */
export const putBreach = (before: Breach, after: Breach): Change<'conflict'>[] => [
  update(breachKey(before.id), members(after), { version: before.version }, 'conflict'),
  ...(isWatched(before) && !isWatched(after) ? [remove(breachUnfinishedKey(before.id), {}, 'conflict')] : []),
  ...(!isWatched(before) && isWatched(after) ? [unfinished(before.id)] : []),
];
