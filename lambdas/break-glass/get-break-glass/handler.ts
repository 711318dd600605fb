/** GET /v1/admin/break-glass/{id} */
import { presentEvent } from '../../audit/event-view.ts';
import { subjectKeysFor } from '../../audit/subject-keys.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { maySee } from '../break-glass.ts';
import { presentBreakGlass } from '../break-glass-schema.ts';
import { getBreakGlassOf } from '../break-glass-store.ts';
import { eventsUnder } from '../events-under.ts';
import { getBreakGlassContract } from './contract.ts';

export const handler = http(getBreakGlassContract, async ({ params, principal, project, now, commit }) => {
  const grant = await getBreakGlassOf(project.id, params.id);
  if (!grant || !maySee(principal, grant.id)) return err('not_found');
  const told = presentBreakGlass(grant, now);
  if (!principal.scopes.includes('audit:read'))
    return ok({ status: 200, body: { ...told, events: null, events_complete: null } });

  const { records, complete } = await eventsUnder(grant);
  const keys = await subjectKeysFor(project, records);
  const events = records.map((record) => presentEvent(record, (subject) => keys.get(subject)));
  const committed = await commit<never>([], {
    type: 'audit.events_read',
    target: { type: 'break_glass', id: grant.id },
    detail: { count: events.length, filters: { grant_id: grant.id } },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { ...told, events, events_complete: complete } });
});
