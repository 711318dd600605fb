/** The order of an erasure: the person is shut out in the same transaction, and what is theirs goes after it. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import { checkGuard, isHeld, readGuard } from '../hold/hold-store.ts';
import { getOperator } from '../operator/operator-store.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type FoundSubject, findSubject } from '../user/find-subject.ts';
import { signOutUser } from '../user/user-store.ts';
import { type ErasureOrder, judgeErasure, newOrder, type Obstacle } from './dsr.ts';
import { getOrder, insertOrder } from './erasure-store.ts';

interface Ready {
  readonly order: ErasureOrder;
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'dsr.erasure.ordered'>;
}

/** As things stand now. The guard is read first: a hold that comes after it refuses what is committed with it. */
export async function readStanding(projectId: string, userId: string) {
  const guard = await readGuard(projectId);
  const [held, operator] = await Promise.all([isHeld(projectId, userId), getOperator(userId)]);
  return { guard, judged: judgeErasure({ held, operator: operator !== undefined }) };
}

export function orderChange(
  subject: FoundSubject,
  asked: Pick<ErasureOrder, 'projectId' | 'by' | 'ticket' | 'approvalId'>,
  guard: number | undefined,
  now: Date,
): Ready {
  const order = newOrder({ ...asked, userId: subject.id }, now);
  return {
    order,
    changes: [
      insertOrder(order),
      checkGuard(asked.projectId, guard),
      ...(subject.user ? [signOutUser(subject.user, now, 'disabled')] : []),
    ],
    event: {
      type: 'dsr.erasure.ordered',
      target: { type: 'user', id: subject.id },
      detail: { ticket: order.ticket, approval_id: order.approvalId },
    },
  };
}

/** An order cannot be taken back, so nothing stands for it that could change meanwhile but the person. */
export const erasureProposal = (userId: string, ticket: string): Proposal => ({
  kind: 'user_erasure',
  target: { type: 'user', id: userId },
  organizationId: undefined,
  version: 0,
  before: {},
  after: { ticket },
});

/** Of the last approval. */
export async function applyErasure(
  { id, target, proposer, after }: Approval,
  project: Project,
  now: Date,
): Promise<Result<Pick<Ready, 'changes' | 'event'>, 'conflict' | Obstacle>> {
  const { guard, judged } = await readStanding(project.id, target.id);
  if (!judged.ok) return judged;
  const [subject, ordered] = await Promise.all([findSubject(project, target.id), getOrder(target.id)]);
  if (!subject || ordered) return err('conflict');
  const asked = { projectId: project.id, by: proposer, ticket: String(after.ticket), approvalId: id };
  return ok(orderChange(subject, asked, guard, now));
}
