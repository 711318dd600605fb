/** GET /v1/events */
import type { Project } from '../../project/project.ts';
import { getDataKey } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { getSubjectKeys } from '../../user/user-store.ts';
import { collectEvents, type EventRecord, firstIdOf, readCursor } from '../event-query.ts';
import { findSeq, hasLog, organizationEvents, projectEvents, seqBeyond } from '../event-store.ts';
import { presentEvent } from '../event-view.ts';
import { unwrapSubjectKey } from '../subject-key.ts';
import { listEventsContract } from './contract.ts';

interface Start {
  readonly projectId: string;
  readonly organizationId: string | undefined;
  /** The event after which to go on. */
  readonly after: string | undefined;
  readonly endMs: number;
}

async function pagesFrom({
  projectId,
  organizationId,
  after,
  endMs,
}: Start): Promise<Result<AsyncIterable<EventRecord[]>, 'not_found' | 'validation_failed'>> {
  const bounded = Number.isFinite(endMs);
  if (!organizationId) return ok(projectEvents(projectId, after ?? (bounded ? firstIdOf(endMs + 1) : undefined)));
  if (!(await hasLog(projectId, organizationId))) return err('not_found');
  if (!after)
    return ok(organizationEvents(organizationId, bounded ? await seqBeyond(organizationId, endMs) : undefined));
  const seq = await findSeq(projectId, organizationId, after);
  return seq === undefined ? err('validation_failed') : ok(organizationEvents(organizationId, seq));
}

/** The keys of everyone whom the events concern: the people's, and the project's own for those who are not known. */
async function keysFor(project: Project, records: readonly EventRecord[]): Promise<Map<string, Uint8Array>> {
  const people = [...new Set(records.flatMap(({ blocks }) => Object.keys(blocks)))].filter((id) => id !== project.id);
  const [projectKey, wrapped] = await Promise.all([getDataKey(project), getSubjectKeys(people)]);
  const keys = new Map([[project.id, projectKey]]);
  people.forEach((id, index) => {
    const key = wrapped[index];
    if (key) keys.set(id, unwrapSubjectKey(key, projectKey, id));
  });
  return keys;
}

export const handler = http(listEventsContract, async ({ query, project, commit }) => {
  const { organization_id: organizationId, range_start, range_end, limit } = query;
  const types = [query.events, query['events[]']].flatMap((list) => list?.split(',') ?? []);
  const startMs = range_start ? Date.parse(range_start) : 0;
  const endMs = range_end ? Date.parse(range_end) : Number.POSITIVE_INFINITY;
  const after = query.after && readCursor(query.after);

  const pages = await pagesFrom({ projectId: project.id, organizationId, after, endMs });
  if (!pages.ok) return pages;
  const found = await collectEvents(pages.value, { types, startMs, endMs, limit });
  const keys = await keysFor(project, found.records);
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
