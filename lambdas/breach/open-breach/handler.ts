/** POST /v1/admin/breaches */
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { newBreach, noteAlarm } from '../breach.ts';
import { tryAlarm } from '../breach-alarm.ts';
import { alarmDelivered, openedEvent } from '../breach-events.ts';
import { presentBreach } from '../breach-schema.ts';
import { insertBreach, putBreach } from '../breach-store.ts';
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
  const breach = opened.value;
  const committed = await commit(insertBreach(breach), openedEvent(breach, principal));
  if (!committed.ok) return committed;
  if (!(await tryAlarm(breach, project, now))) return ok({ status: 201, body: presentBreach(breach, now) });
  const told = noteAlarm(breach);
  const noted = await commit(putBreach(breach, told), alarmDelivered(told));
  return ok({ status: 201, body: presentBreach(noted.ok ? told : breach, now) });
});
