/** POST /v1/audit-streams */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { factsOf, MAX_STREAMS, newAuditStream } from '../audit-stream.ts';
import { presentAuditStream, splitSecret } from '../audit-stream-schema.ts';
import { insertAuditStream, listAuditStreams } from '../audit-stream-store.ts';
import { judgeDestination } from '../destination.ts';
import { sealStreamSecret } from '../seal-stream.ts';
import { createAuditStreamContract } from './contract.ts';

export const handler = http(createAuditStreamContract, async ({ body, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const given = judgeDestination(splitSecret(body.destination), false);
  if (!given.ok) return given;
  const { organization_id: organizationId } = body;
  const [organization, known] = await Promise.all([
    organizationId === undefined ? undefined : getOrganizationOf(project.id, organizationId),
    listAuditStreams(project.id),
  ]);
  if (organizationId !== undefined && !organization) return err('not_found');
  if (known.length >= MAX_STREAMS) {
    const message = `a project has at most ${MAX_STREAMS} streams`;
    return err({ code: 'validation_failed', errors: [{ path: 'body', message }] });
  }
  const { destination, secret, isNew } = given.value;
  const startAtMs = body.from === 'beginning' ? 0 : now.getTime();
  const made = newAuditStream(
    {
      projectId: project.id,
      name: body.name,
      organizationId,
      destination,
      includePersonal: body.include_personal,
      startAtMs,
    },
    now,
  );
  const sealed = secret === undefined ? undefined : await sealStreamSecret(secret, project, made.id);
  const stream = { ...made, sealed };
  const committed = await commit(insertAuditStream(stream), {
    type: 'audit_stream.created',
    target: { type: 'audit_stream', id: stream.id },
    detail: { after: factsOf(stream) },
  });
  if (!committed.ok) return committed;
  return ok({ status: 201, body: { ...presentAuditStream(stream), ...(isNew && { signing_secret: secret }) } });
});
