/** GET /v1/events */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { readCursor } from '../event-query.ts';
import { projectOfScope } from '../event-store.ts';
import { presentEvent } from '../event-view.ts';
import { filterOf, toldOf } from '../filter-schema.ts';
import { resourceAsked } from '../resource-asked.ts';
import { searchEvents } from '../search-events.ts';
import { subjectKeysFor } from '../subject-keys.ts';
import { listEventsContract } from './contract.ts';

export const handler = http(listEventsContract, async ({ query, project, commit }) => {
  const resource = await resourceAsked(project, query);
  if (!resource.ok) return resource;
  const filter = filterOf(query, resource.value);
  const { organizationId } = filter;
  // Also an organization that was deleted has its log.
  if (organizationId && (await projectOfScope(organizationId)) !== project.id) return err('not_found');

  const after = query.after && readCursor(query.after);
  const found = await searchEvents({ ...filter, projectId: project.id, after, limit: query.limit });
  const keys = await subjectKeysFor(project, found.records);
  const data = found.records.map((record) => presentEvent(record, (subject) => keys.get(subject)));

  const committed = await commit<never>([], {
    type: 'audit.events_read',
    target: { type: organizationId ? 'organization' : 'project', id: organizationId ?? project.id },
    organizationId,
    detail: { count: data.length, filters: toldOf(query) },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { data, list_metadata: { after: found.after ?? null } } });
});
