/**
 * How grants are stored: a row each, found from the project; and while something is left to do, a row on the list that
 * the clock reads. Every state is left by one conditional write.
 */
import { getRow, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import {
  BREAK_GLASS_UNFINISHED,
  BY_PARENT,
  breakGlassKey,
  breakGlassOf,
  breakGlassUnfinishedKey,
  drillsOf,
} from '../shared/table.ts';
import type { BreakGlass, Review } from './break-glass.ts';

const fromRow = (row: Row): BreakGlass => ({
  id: row.id as string,
  projectId: row.project_id as string,
  userId: row.user_id as string,
  method: row.method as BreakGlass['method'],
  reason: row.reason as string,
  incidentId: row.incident_id as string,
  scopes: row.scopes as BreakGlass['scopes'],
  organizationId: row.organization_id as string | undefined,
  drill: row.drill as boolean,
  openedAt: row.opened_at as string,
  expiresAt: row.expires_at as string,
  status: row.status as BreakGlass['status'],
  closedAt: row.closed_at as string | undefined,
  closedBy: row.closed_by as string | undefined,
  alarm: row.alarm as BreakGlass['alarm'],
  review: row.review as Review | undefined,
  remindedAt: row.reminded_at as string | undefined,
  tokenHash: row.token_hash as string,
  reviews: row.reviews as number,
});

/** Of whatever project. Strongly consistent: a grant that was closed a moment ago permits nothing now. */
export async function getBreakGlass(id: string): Promise<BreakGlass | undefined> {
  const row = await getRow('IDENTITY_TABLE', breakGlassKey(id));
  return row && fromRow(row);
}

/** `undefined` for a grant of another project too. */
export async function getBreakGlassOf(projectId: string, id: string): Promise<BreakGlass | undefined> {
  const grant = await getBreakGlass(id);
  return grant?.projectId === projectId ? grant : undefined;
}

/** Newest first. Drills are on a list of their own. */
export async function listBreakGlass(
  projectId: string,
  kind: 'real' | 'drill',
  before: string | undefined,
  limit: number,
): Promise<BreakGlass[]> {
  const parent = kind === 'drill' ? drillsOf(projectId) : breakGlassOf(projectId);
  const { rows } = await queryRows('IDENTITY_TABLE', parent, { index: BY_PARENT, before, reverse: true, limit });
  return rows.map(fromRow);
}

/** Ids of all grants of the deployment for which something is left to do: few, because reviews come to an end. */
export async function listUnfinished(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', BREAK_GLASS_UNFINISHED, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

/** A challenge leads to one grant, as it would to one session. */
export const insertBreakGlass = (grant: BreakGlass): Change<'challenge_expired'>[] => [
  insert(
    {
      ...breakGlassKey(grant.id),
      id: grant.id,
      parent: grant.drill ? drillsOf(grant.projectId) : breakGlassOf(grant.projectId),
      project_id: grant.projectId,
      user_id: grant.userId,
      method: grant.method,
      reason: grant.reason,
      incident_id: grant.incidentId,
      scopes: grant.scopes,
      organization_id: grant.organizationId,
      drill: grant.drill,
      opened_at: grant.openedAt,
      expires_at: grant.expiresAt,
      status: grant.status,
      alarm: grant.alarm,
      token_hash: grant.tokenHash,
      reviews: grant.reviews,
    },
    'challenge_expired',
  ),
  insert({ ...breakGlassUnfinishedKey(grant.id), id: grant.id, parent: BREAK_GLASS_UNFINISHED }, 'challenge_expired'),
];

export const closeBreakGlass = ({ id }: BreakGlass, by: string, now: Date): Change<'already_decided'> =>
  update(
    breakGlassKey(id),
    { status: 'closed', closed_at: now.toISOString(), closed_by: by },
    { status: 'open' },
    'already_decided',
  );

/** Its time is over, which is now written too. */
export const expireBreakGlass = ({ id }: BreakGlass): Change<'conflict'> =>
  update(breakGlassKey(id), { status: 'expired' }, { status: 'open' }, 'conflict');

/** @param status as it is by now: nobody may have written yet that its time is over. */
export const reviewBreakGlass = (
  { id, reviews, alarm, status: before }: BreakGlass,
  review: Review,
  status: BreakGlass['status'],
): Change<'conflict'> =>
  update(
    breakGlassKey(id),
    { review, reviews: reviews + 1, status, reminded_at: undefined },
    { reviews, alarm, status: before },
    'conflict',
  );

/** Whichever of alarm and review comes last takes the grant off the list, so each sees the other as it was read. */
export const deliverAlarm = ({ id, reviews }: BreakGlass): Change<'conflict'> =>
  update(breakGlassKey(id), { alarm: 'delivered' }, { alarm: 'pending', reviews }, 'conflict');

export const noteReminder = ({ id, reviews }: BreakGlass, now: Date): Change<'conflict'> =>
  update(breakGlassKey(id), { reminded_at: now.toISOString() }, { reviews }, 'conflict');

/** Nothing is left to do. */
export const finishBreakGlass = ({ id }: BreakGlass): Change<'conflict'> =>
  remove(breakGlassUnfinishedKey(id), {}, 'conflict');
