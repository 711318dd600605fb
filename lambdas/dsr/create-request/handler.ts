/** POST /v1/compliance/dsr */
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { newRequest } from '../request.ts';
import { sealContent } from '../request-content.ts';
import { received } from '../request-events.ts';
import { presentOpened } from '../request-schema.ts';
import { insertRequest } from '../request-store.ts';
import { knownSubject } from '../whose.ts';
import { createRequestContract } from './contract.ts';

export const handler = http(createRequestContract, async ({ body, principal, project, now, commit }) => {
  const receivedAt = body.received_at === undefined ? undefined : new Date(body.received_at);
  if (receivedAt && receivedAt > now)
    return err({ code: 'validation_failed', errors: [{ path: 'body.received_at', message: 'in the future' }] });
  const whose = body.user_id === undefined ? undefined : await knownSubject(project, body.user_id);
  if (body.user_id !== undefined && !whose) return err('not_found');

  const id = newId('dsr', now);
  const content = { requested_by: body.requested_by, notes: body.notes };
  const request = newRequest(
    {
      id,
      projectId: project.id,
      kind: body.kind,
      framework: body.framework,
      userId: whose?.id,
      by: byOf(principal),
      timeZone: body.time_zone,
      receivedAt,
      ...(await sealContent(project, whose, id, content)),
    },
    'received',
    now,
  );
  const committed = await commit(insertRequest(request), received(request, whose, content));
  return committed.ok ? ok({ status: 201, body: presentOpened(request, content) }) : committed;
});
