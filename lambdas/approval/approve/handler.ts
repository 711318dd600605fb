/** POST /v1/approvals/{id}/approve */
import { forgetProject } from '../../project/project-store.ts';
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { APPLIERS } from '../appliers.ts';
import { giveApproval, judgeSay } from '../approval.ts';
import { presentApproval } from '../approval-schema.ts';
import { decideApproval, getApprovalOf } from '../approval-store.ts';
import { standing, stillStanding } from '../standing.ts';
import { approveContract } from './contract.ts';

export const handler = http(approveContract, async ({ params, principal, project, now, commit }) => {
  const before = await getApprovalOf(project.id, params.id);
  if (!before) return err('not_found');
  const { kind, target, needed, organizationId } = before;
  const log = { type: 'approval.given', target: { type: 'approval', id: before.id }, organizationId } as const;
  const refuse = async <E extends string>(reason: E) => {
    const detail = { kind, target, given: [...before.given], needed };
    await commit([], { ...log, outcome: 'denied', reason, detail });
    return err(reason);
  };
  const say = judgeSay(before, principal.scopes, now);
  if (!say.ok) return say.error === 'forbidden' ? refuse(say.error) : say;
  // Under a grant somebody does what they otherwise may not: that is no second opinion.
  if (principal.grant) return refuse('forbidden');
  if (!isRecent(principal.authTimeMs, now)) return refuse('recent_authentication_required');
  const [earlier, own] = await Promise.all([standing(before), standing({ ...before, given: [principal.userId] })]);
  if (own.length === 0) return refuse('forbidden');
  const given = giveApproval({ ...before, given: earlier.map(({ userId }) => userId) }, principal.userId, now);
  if (!given.ok) return refuse(given.error);

  const { approval: after, last } = given.value;
  const event = { ...log, detail: { kind, target, given: [...after.given], needed } };
  const applied = last ? await APPLIERS[kind](before, project, now) : ok(undefined);
  if (!applied.ok) return refuse(applied.error);
  const { changes, event: applies } = applied.value ?? { changes: [] };
  const committed = await commit(
    [decideApproval(before, after), ...changes, ...(last ? stillStanding([...earlier, ...own], before, changes) : [])],
    applies ? [event, applies] : event,
  );
  if (!committed.ok) return committed;
  forgetProject(project.id);
  await applied.value?.afterwards?.();
  return ok({ status: 200, body: presentApproval(after, now) });
});
