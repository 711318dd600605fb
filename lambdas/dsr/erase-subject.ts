/**
 * Carries out an erasure: the user with everything of theirs, then the key of their part of the log. Each step leaves
 * something whole behind and has its event, so whoever stops in between is followed by the next one. The key goes last,
 * with the order. What destroys does so under the condition that no hold of the project came since the holds were read.
 */
import type { EventDraft } from '../audit/event.ts';
import { checkGuard } from '../hold/hold-store.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { decisionKeysOf, deleteRows, formerMembershipKeysOf, getBelongings } from '../user/belongings-store.ts';
import { stepsToDelete } from '../user/deletion-steps.ts';
import { type FoundSubject, findSubject } from '../user/find-subject.ts';
import { destroySubjectKey } from '../user/subject-key-store.ts';
import { disagreementKeysOf } from './disagreement-store.ts';
import type { ErasureOrder, Obstacle } from './dsr.ts';
import { readStanding } from './erasure-order.ts';
import { closeOrder, noteWaiting } from './erasure-store.ts';

type Drafts = 'dsr.erasure.completed' | 'user.deleted' | 'user.updated' | 'session.revoked' | 'membership.deleted';
type Commit = <const E extends ErrorCode>(
  changes: readonly Change<E>[],
  event: EventDraft<Drafts>,
) => Promise<Result<unknown, E>>;

const ROWS_A_STEP = 90;

const completed = ({ userId, ticket, approvalId }: ErasureOrder): EventDraft<'dsr.erasure.completed'> => ({
  type: 'dsr.erasure.completed',
  target: { type: 'user', id: userId },
  detail: { ticket, approval_id: approvalId },
});

async function deleteUser(
  commit: Commit,
  { user, wrappedKey }: FoundSubject,
  unheld: Change<'conflict'>,
): Promise<Result<undefined, 'conflict'>> {
  if (!user) return ok(undefined);
  for (const { changes, event } of stepsToDelete({ user, wrappedKey }, await getBelongings(user), unheld)) {
    const done = await commit(changes, event);
    // What somebody else ended is as gone as it should be; the next one to come reads what is there then.
    if (!done.ok && event.type !== 'membership.deleted') return err('conflict');
  }
  return ok(undefined);
}

async function deleteDecisions(
  commit: Commit,
  { userId }: ErasureOrder,
  unheld: Change<'conflict'>,
): Promise<Result<undefined, 'conflict'>> {
  const [decisions, disagreements] = await Promise.all([decisionKeysOf(userId), disagreementKeysOf(userId)]);
  const keys = [...decisions, ...disagreements];
  for (let from = 0; from < keys.length; from += ROWS_A_STEP) {
    const done = await commit([...deleteRows(keys.slice(from, from + ROWS_A_STEP)), unheld], {
      type: 'user.updated',
      target: { type: 'user', id: userId },
      detail: { changed: ['decisions'], status: 'disabled' },
    });
    if (!done.ok) return done;
  }
  return ok(undefined);
}

async function wait<E extends Obstacle>(commit: Commit, order: ErasureOrder, obstacle: E): Promise<Result<never, E>> {
  if (order.waitsFor !== obstacle) {
    const refused = { ...completed(order), outcome: 'denied', reason: obstacle } as const;
    await commit([noteWaiting(order, obstacle)], refused);
  }
  return err(obstacle);
}

/** What stays of memberships goes with the key and not before: by it a hold on an organization knows the person. */
async function destroy(order: ErasureOrder, subject: FoundSubject | undefined, unheld: Change<'conflict'>) {
  const former = await formerMembershipKeysOf(order.userId);
  const key = subject?.wrappedKey ? [destroySubjectKey(order.userId, subject.wrappedKey)] : [];
  // Ids and nothing else: of somebody with more of them than a transaction takes, the others stay.
  return [...key, closeOrder(order), unheld, ...deleteRows(former.slice(0, ROWS_A_STEP))];
}

/** `conflict`: something changed meanwhile; to be tried again. */
export async function eraseSubject(
  project: Project,
  order: ErasureOrder,
  write: Commit,
): Promise<Result<undefined, 'conflict' | Obstacle>> {
  // Whoever carries it out, it is done for whoever ordered it.
  const commit: Commit = (changes, event) => write(changes, { ...event, actor: order.by });
  const { guard, judged } = await readStanding(project.id, order.userId);
  if (!judged.ok) return wait(commit, order, judged.error);
  const unheld = checkGuard(project.id, guard);
  const subject = await findSubject(project, order.userId);
  if (subject) {
    const deleted = await deleteUser(commit, subject, unheld);
    if (!deleted.ok) return deleted;
  }
  const decisions = await deleteDecisions(commit, order, unheld);
  if (!decisions.ok) return decisions;
  const done = await commit(await destroy(order, subject, unheld), completed(order));
  return done.ok ? ok(undefined) : done;
}
