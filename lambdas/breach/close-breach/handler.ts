/** POST /v1/admin/breaches/{id}/close */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { closeBreach } from '../breach.ts';
import { isTold } from '../breach-clock.ts';
import { closedEvent } from '../breach-events.ts';
import { presentBreach } from '../breach-schema.ts';
import { getBreachOf, putBreach } from '../breach-store.ts';
import { isContaining } from '../containment.ts';
import { listSteps } from '../containment-store.ts';
import { closeBreachContract } from './contract.ts';

export const handler = http(closeBreachContract, async ({ params, body, principal, project, now, commit }) => {
  const [breach, steps] = await Promise.all([getBreachOf(project.id, params.id), listSteps(params.id)]);
  if (!breach) return err('not_found');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const grounds = { containing: isContaining(steps), told: isTold(breach, now) };
  const closed = closeBreach(breach, { ...body, by: byOf(principal).id }, grounds, now);
  if (!closed.ok) return closed;
  const committed = await commit(putBreach(breach, closed.value), closedEvent(closed.value, principal));
  return committed.ok ? ok({ status: 200, body: presentBreach(closed.value, now) }) : committed;
});
