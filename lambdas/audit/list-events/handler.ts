/** GET /v1/events */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { collectEvents, readCursor } from '../event-query.ts';
import { ROUND } from '../event-store.ts';
import { presentEvent } from '../event-view.ts';
import { subjectKeysFor } from '../subject-keys.ts';
import { listEventsContract } from './contract.ts';
import { startReading } from './start-reading.ts';

export const handler = http(listEventsContract, async ({ query, project, commit }) => {
  const { organization_id: organizationId, range_start, range_end, limit } = query;
  const types = [query.events, query['events[]']].flatMap((list) => list?.split(',') ?? []);
  const startMs = range_start ? Date.parse(range_start) : 0;
  const endMs = range_end ? Date.parse(range_end) : Number.POSITIVE_INFINITY;
  const after = query.after && readCursor(query.after);
  const round = types.length > 0 ? ROUND : limit + 1;

  const pages = await startReading({ projectId: project.id, organizationId, after, endMs, round });
  if (!pages.ok) return pages;
  const found = await collectEvents(pages.value, { types, startMs, endMs, limit });
  const keys = await subjectKeysFor(project, found.records);
  const data = found.records.map((record) => presentEvent(record, (subject) => keys.get(subject)));

  const committed = await commit<never>([], {
    type: 'audit.events_read',
    target: { type: organizationId ? 'organization' : 'project', id: organizationId ?? project.id },
    organizationId,
    detail: { count: data.length, filters: { types, range_start, range_end } },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { data, list_metadata: { after: found.after ?? null } } });
});
