/** How access reviews are stored: a row each, found from the project, and one more on the clock's list until it is closed. */
import { getRow, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, increment, insert, remove, update } from '../shared/change.ts';
import {
  ACCESS_REVIEWS_UNFINISHED,
  accessReviewKey,
  accessReviewsOf,
  accessReviewUnfinishedKey,
  BY_PARENT,
} from '../shared/table.ts';
import type { Review } from './access-review.ts';

const fromRow = (row: Row): Review => ({
  id: row.id as string,
  projectId: row.project_id as string,
  name: row.name as string,
  scope: row.scope as Review['scope'],
  reviewers: row.reviewers as string[],
  by: row.by as Review['by'],
  status: row.status as Review['status'],
  cursor: row.cursor as Review['cursor'],
  items: row.items as number,
  createdAt: row.created_at as string,
  dueAt: row.due_at as string,
  reminders: row.reminders as number,
  closedAt: row.closed_at as string | undefined,
  closedBy: row.closed_by as string | undefined,
  manifest: row.manifest as string | undefined,
  statement: row.statement as string | undefined,
  version: row.version as number,
});

/** Of whatever project. */
export async function getReview(id: string): Promise<Review | undefined> {
  const row = await getRow('IDENTITY_TABLE', accessReviewKey(id));
  return row && fromRow(row);
}

/** `undefined` for a review of another project too. */
export async function getReviewOf(projectId: string, id: string): Promise<Review | undefined> {
  const review = await getReview(id);
  return review?.projectId === projectId ? review : undefined;
}

/** Newest first. */
export async function listReviews(projectId: string, before: string | undefined, limit: number): Promise<Review[]> {
  const options = { index: BY_PARENT, reverse: true, before, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', accessReviewsOf(projectId), options);
  return rows.map(fromRow);
}

/** Ids of those of every project that are not closed. */
export async function listUnfinished(): Promise<string[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', ACCESS_REVIEWS_UNFINISHED, { index: BY_PARENT });
  return rows.map(({ id }) => id as string);
}

export const insertReview = (review: Review): Change<'conflict'>[] => [
  insert(
    {
      ...accessReviewKey(review.id),
      id: review.id,
      parent: accessReviewsOf(review.projectId),
      project_id: review.projectId,
      name: review.name,
      scope: review.scope,
      reviewers: review.reviewers,
      by: review.by,
      status: review.status,
      cursor: review.cursor,
      items: review.items,
      created_at: review.createdAt,
      due_at: review.dueAt,
      reminders: review.reminders,
      version: review.version,
    },
    'conflict',
  ),
  insert({ ...accessReviewUnfinishedKey(review.id), id: review.id, parent: ACCESS_REVIEWS_UNFINISHED }, 'conflict'),
];

/** Of two who collect at once, one does. */
export const advanceReview = (before: Review, after: Review): Change<'conflict'> =>
  update(
    accessReviewKey(before.id),
    { status: after.status, cursor: after.cursor, items: after.items, version: after.version },
    { status: 'collecting', version: before.version },
    'conflict',
  );

/** Goes with every change of an item: a review that was closed meanwhile refuses it, and one that is being closed fails. */
export const countChange = ({ id }: Review): Change<'conflict'> =>
  increment(accessReviewKey(id), 'version', 1, { status: 'open' }, 'conflict');

export const noteReminders = (before: Review, reminders: number): Change<'conflict'> =>
  update(accessReviewKey(before.id), { reminders }, { reminders: before.reminders }, 'conflict');

/** With what was signed. Exactly what was read is closed. */
export const closeReview = (before: Review, after: Review): Change<'conflict'>[] => [
  update(
    accessReviewKey(before.id),
    {
      status: after.status,
      closed_at: after.closedAt,
      closed_by: after.closedBy,
      manifest: after.manifest,
      statement: after.statement,
      version: after.version,
    },
    { status: 'open', version: before.version },
    'conflict',
  ),
  remove(accessReviewUnfinishedKey(before.id), {}, 'conflict'),
];
