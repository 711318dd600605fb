/** POST /v1/admin/break-glass/{id}/review */
import { isRecent } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { type BreakGlass, judgeReview, phaseOf, reviewOf } from '../break-glass.ts';
import { presentBreakGlass } from '../break-glass-schema.ts';
import { finishBreakGlass, getBreakGlassOf, reviewBreakGlass } from '../break-glass-store.ts';
import { closed, reviewed } from '../events.ts';
import { reviewBreakGlassContract } from './contract.ts';

export const handler = http(reviewBreakGlassContract, async (call) => {
  const { params, body, principal, project, now, commit, prepare } = call;
  prepare(project.id);
  if (!isRecent(principal.authTimeMs, now)) return err('recent_authentication_required');
  const grant = await getBreakGlassOf(project.id, params.id);
  if (!grant) return err('not_found');
  const judged = judgeReview(grant, principal.userId, now);
  if (!judged.ok) return judged;

  const review = { verdict: body.verdict, findings: body.findings, by: principal.userId, at: now.toISOString() };
  const over: BreakGlass = { ...grant, status: phaseOf(grant, now) };
  const after: BreakGlass = { ...over, review, reviews: grant.reviews + 1, remindedAt: undefined };
  const finished = reviewOf(after, now).state === 'done' && after.alarm === 'delivered';
  const event = reviewed(after, principal, now);
  const committed = await commit(
    [reviewBreakGlass(grant, review, over.status), ...(finished ? [finishBreakGlass(grant)] : [])],
    // Its time may be over without anybody having written so.
    grant.status === 'open' ? [closed(over, now), event] : event,
  );
  return committed.ok ? ok({ status: 200, body: presentBreakGlass(after, now) }) : committed;
});
