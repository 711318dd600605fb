/** POST /v1/admin/breaches/{id}/reopen */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { reopenBreach } from '../breach.ts';
import { reopenedEvent } from '../breach-events.ts';
import { presentBreach } from '../breach-schema.ts';
import { getBreachOf, putBreach } from '../breach-store.ts';
import { reopenBreachContract } from './contract.ts';

export const handler = http(reopenBreachContract, async ({ params, body, principal, project, now, commit }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  const reopened = reopenBreach(breach);
  if (!reopened.ok) return reopened;
  const event = reopenedEvent(reopened.value, body.reason, principal);
  const committed = await commit(putBreach(breach, reopened.value), event);
  return committed.ok ? ok({ status: 200, body: presentBreach(reopened.value, now) }) : committed;
});
