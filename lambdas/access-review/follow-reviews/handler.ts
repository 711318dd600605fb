/** Every five minutes: collects on what one request did not reach, and reminds of reviews that are not closed. */
import type { Context } from 'aws-lambda';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { publishIncident } from '../../shared/aws/sns.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { isOverdue, isReminderDue, milestonesPast, type Review } from '../access-review.ts';
import { getReview, listUnfinished, noteReminders } from '../access-review-store.ts';
import { collectOn } from '../collect.ts';
import { reminded } from '../review-events.ts';
import { progressOf } from '../review-item.ts';
import { listAllItems } from '../review-item-store.ts';

const NAME = 'access-review/follow-reviews';
requireVariables(triggers[NAME].access);

/** Time left for the page that was begun, and for a reminder. */
const RESERVE_MS = 10_000;

/** Ids and counts alone: mail goes outside. */
async function remind(review: Review, now: Date, commit: ReturnType<typeof asSystem>['commit']): Promise<void> {
  const progress = progressOf(await listAllItems(review.id));
  const reminders = milestonesPast(review.dueAt, now);
  const { pending, to_carry_out } = progress;
  const told = { project: review.projectId, review: review.id, due_at: review.dueAt, pending, to_carry_out };
  // Told first, then noted: a person would rather be told twice than not at all.
  await publishIncident(`An access review is ${isOverdue(review, now) ? 'overdue' : 'due soon'}`, told);
  await commit([noteReminders(review, reminders)], reminded(review, reminders, progress, now));
}

async function follow(id: string, timeLeft: () => boolean): Promise<void> {
  const now = new Date();
  const review = await getReview(id);
  const project = review && (await getProject(review.projectId, now));
  if (!review || !project) return;
  const { commit } = asSystem(NAME, project, now);
  await collectOn({ now, commit }, review, timeLeft);
  if (isReminderDue(review, now)) await remind(review, now, commit);
}

export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const timeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MS;
  await forEach(await listUnfinished(), (id) => follow(id, timeLeft));
}
