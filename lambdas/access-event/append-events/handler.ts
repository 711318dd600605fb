/** POST /v1/events */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { getDataKey } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { newEventId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { contradicts, issuesIn, recordedOf } from '../access-batch.ts';
import { contentHash, draftOf, peopleIn, resourceName } from '../access-event.ts';
import { toEvent } from '../access-event-schema.ts';
import { getKnown, getPeople, insertKnown } from '../access-event-store.ts';
import { appendEventsContract } from './contract.ts';

/** Whoever meets another who sends the same events at the same moment reads again. */
const TRIES = 5;

export const handler = http(appendEventsContract, async ({ body, principal, project, now, commit }) => {
  const organizationId = body.organization_id;
  const events = body.events.map(toEvent);
  const [organization, people, projectKey] = await Promise.all([
    organizationId === undefined ? undefined : getOrganizationOf(project.id, organizationId),
    getPeople(project.id, peopleIn(events)),
    getDataKey(project),
  ]);
  if (organizationId !== undefined && !organization) return err('not_found');
  const errors = issuesIn(events, people, now);
  if (errors.length > 0) return err({ code: 'validation_failed', errors });

  const wanted = events.map((event) => ({
    event,
    clientId: event.clientId,
    eventId: newEventId(now),
    hash: contentHash(projectKey, event, organizationId),
  }));
  const named = { keyId: principal.keyId, organizationId };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const known = await getKnown(
      project.id,
      events.map(({ clientId }) => clientId),
    );
    if (contradicts(wanted, known)) return err('idempotency_conflict');
    const data = recordedOf(wanted, known);
    const fresh = wanted.filter(({ clientId }) => !known.has(clientId));
    const [first, ...others] = fresh.flatMap(({ event, eventId }) => {
      const wrappedKey = people.get(event.subjectId)?.wrappedKey;
      const resource = resourceName(projectKey, event.resource);
      return wrappedKey ? [draftOf(event, { ...named, eventId, resource }, wrappedKey)] : [];
    });
    if (!first) return ok({ status: 200, body: { data } });
    const ids = fresh.map((one) => insertKnown(project.id, one));
    if ((await commit(ids, [first, ...others])).ok) return ok({ status: 201, body: { data } });
  }
  return err('conflict');
});
