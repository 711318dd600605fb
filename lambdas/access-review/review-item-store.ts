/**
 * How the items of a review are stored: a row each in the review's collection. A reason may tell of a person, so it lies
 * sealed under that person's key, and goes with it.
 */
import { getRow, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { accessReviewPk, REVIEW_ITEMS, reviewItemKey } from '../shared/table.ts';
import type { Item } from './review-item.ts';

/** An item with its sealed reason. */
export interface StoredItem extends Item {
  readonly sealed?: { readonly subject: string; readonly reason: Uint8Array } | undefined;
}

const fromRow = (row: Row): StoredItem => ({
  kind: row.kind as Item['kind'],
  id: row.id as string,
  userId: row.user_id as string | undefined,
  organizationId: row.organization_id as string | undefined,
  name: row.name as string | undefined,
  madeBy: row.made_by as string | undefined,
  access: row.access as string[],
  grantedAt: row.granted_at as string,
  expiresAt: row.ends_at as string | undefined,
  collectedAt: row.collected_at as string,
  lastUsedAt: row.last_used_at as string | undefined,
  decision: row.decision as Item['decision'],
  decidedBy: row.decided_by as string | undefined,
  decidedAt: row.decided_at as string | undefined,
  eventId: row.event_id as string | undefined,
  revokedAt: row.revoked_at as string | undefined,
  revokedBy: row.revoked_by as string | undefined,
  revokedEventId: row.revoked_event_id as string | undefined,
  obstacle: row.obstacle as Item['obstacle'],
  sealed: row.sealed as StoredItem['sealed'],
  version: row.version as number,
});

export async function getItem(review: string, id: string): Promise<StoredItem | undefined> {
  const row = await getRow('IDENTITY_TABLE', reviewItemKey(review, id));
  return row && fromRow(row);
}

/** In the order of ids. @param after an item's id; none for the first page. */
export async function listItems(review: string, after: string | undefined, limit: number): Promise<StoredItem[]> {
  const from = after === undefined ? REVIEW_ITEMS : reviewItemKey(review, after).sk;
  const { rows } = await queryRows('IDENTITY_TABLE', accessReviewPk(review), { after: from, limit });
  return rows.filter(({ sk }) => String(sk).startsWith(REVIEW_ITEMS)).map(fromRow);
}

/** At most `ITEMS_MOST`, strongly consistent. */
export async function listAllItems(review: string): Promise<StoredItem[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', accessReviewPk(review), { prefix: REVIEW_ITEMS });
  return rows.map(fromRow);
}

const members = (item: StoredItem): Row => ({
  access: item.access,
  granted_at: item.grantedAt,
  ends_at: item.expiresAt,
  collected_at: item.collectedAt,
  decision: item.decision,
  decided_by: item.decidedBy,
  decided_at: item.decidedAt,
  event_id: item.eventId,
  revoked_at: item.revokedAt,
  revoked_by: item.revokedBy,
  revoked_event_id: item.revokedEventId,
  obstacle: item.obstacle,
  sealed: item.sealed,
  version: item.version,
});

export const insertItem = (review: string, item: Item): Change<'conflict'> =>
  insert(
    {
      ...reviewItemKey(review, item.id),
      ...members(item),
      kind: item.kind,
      id: item.id,
      user_id: item.userId,
      organization_id: item.organizationId,
      name: item.name,
      made_by: item.madeBy,
      last_used_at: item.lastUsedAt,
    },
    'conflict',
  );

/** Of two who decide at once, one does. */
export const updateItem = (review: string, before: Item, after: StoredItem): Change<'conflict'> =>
  update(reviewItemKey(review, before.id), members(after), { version: before.version }, 'conflict');
