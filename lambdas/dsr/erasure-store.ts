/** How erasures are stored that were ordered and not carried out: a row each in one small collection. */
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, update } from '../shared/change.ts';
import { ERASURES, erasureKey } from '../shared/table.ts';
import type { ErasureOrder, Obstacle } from './dsr.ts';

const fromRow = (row: Row): ErasureOrder => ({
  userId: String(row.sk),
  projectId: row.project_id as string,
  by: row.ordered_by as ErasureOrder['by'],
  ticket: row.ticket as string,
  approvalId: row.approval_id as string | undefined,
  orderedAt: row.ordered_at as string,
  waitsFor: row.waits_for as Obstacle | undefined,
});

export async function getOrder(userId: string): Promise<ErasureOrder | undefined> {
  const row = await getRow('IDENTITY_TABLE', erasureKey(userId));
  return row && fromRow(row);
}

/** Of every project of the deployment. */
export const listOrders = async (): Promise<ErasureOrder[]> =>
  (await queryAllRows('IDENTITY_TABLE', ERASURES)).map(fromRow);

/** Of two orders for one person, one succeeds. */
export const insertOrder = (order: ErasureOrder): Change<'conflict'> =>
  insert(
    {
      ...erasureKey(order.userId),
      project_id: order.projectId,
      ordered_by: order.by,
      ticket: order.ticket,
      approval_id: order.approvalId,
      ordered_at: order.orderedAt,
    },
    'conflict',
  );

export const noteWaiting = ({ userId, orderedAt }: ErasureOrder, waitsFor: Obstacle): Change<'conflict'> =>
  update(erasureKey(userId), { waits_for: waitsFor }, { ordered_at: orderedAt }, 'conflict');

export const closeOrder = ({ userId, orderedAt }: ErasureOrder): Change<'conflict'> =>
  remove(erasureKey(userId), { ordered_at: orderedAt }, 'conflict');
