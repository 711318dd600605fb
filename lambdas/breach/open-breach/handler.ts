/** POST /v1/admin/breaches */
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { type Breach, newBreach } from '../breach.ts';
import { tryAlarm } from '../breach-alarm.ts';
import { openedEvent } from '../breach-events.ts';
import { presentBreach } from '../breach-schema.ts';
import { insertBreach } from '../breach-store.ts';
import { openBreachContract } from './contract.ts';

const WRONG = {
  discovery_in_future: { path: 'body.discovered_at', message: 'is in the future' },
  window_contradictory: { path: 'body.occurred_from', message: 'the window must begin before it ends and was found' },
  time_zone_unknown: { path: 'body.time_zone', message: 'expected an IANA time zone, such as America/Chicago' },
} as const;

export const handler = http(openBreachContract, async ({ body, principal, project, now, commit, prepare }) => {
  prepare(project.id);
  const input = {
    title: body.title,
    summary: body.summary,
    role: body.role,
    discoveredAt: body.discovered_at,
    occurredFrom: body.occurred_from,
    occurredTo: body.occurred_to,
    timeZone: body.time_zone,
  };
  const opened = newBreach(input, newId('breach', now), project.id, byOf(principal), now);
  if (!opened.ok) return err({ code: 'validation_failed', errors: [WRONG[opened.error]] });
  // Told first: whoever opens it hears whether somebody must be called, and one transaction says all of it.
  const told = await tryAlarm(opened.value, project, now);
  const breach: Breach = { ...opened.value, alarm: told ? 'delivered' : 'pending' };
  const committed = await commit(insertBreach(breach), openedEvent(breach, principal));
  return committed.ok ? ok({ status: 201, body: presentBreach(breach, now) }) : committed;
});
