/** POST /v1/admin/breaches/{id}/contain */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getBreachOf } from '../breach-store.ts';
import { carryOut } from '../carry-out.ts';
import { isContaining, measuresOf } from '../containment.ts';
import { presentContainment } from '../containment-schema.ts';
import { orderMeasures } from '../order-measures.ts';
import { containBreachContract } from './contract.ts';

/** Of the ten seconds that the function has; the clock goes on with what is left. */
const WITHIN_MS = 5_000;

export const handler = http(containBreachContract, async (call) => {
  const { params, body, principal, project, now, commit } = call;
  const started = performance.now();
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const ordered = await orderMeasures(call, breach, measuresOf(body, project.id), body.again ?? false);
  if (!ordered.ok) return ordered;
  const keepGoing = () => performance.now() - started < WITHIN_MS;
  const journal = await carryOut({ project, commit, keepGoing }, breach.id);
  const shown = presentContainment(journal);
  return isContaining(journal) ? ok({ status: 202, body: shown }) : ok({ status: 200, body: shown });
});
