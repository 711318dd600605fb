/** PATCH /v1/audit-streams/{id} */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changed, factsOf, newSigningSecret, rotated } from '../audit-stream.ts';
import { presentAuditStream, splitSecret } from '../audit-stream-schema.ts';
import { getAuditStreamOf, updateAuditStream } from '../audit-stream-store.ts';
import { judgeDestination } from '../destination.ts';
import { sealStreamSecret } from '../seal-stream.ts';
import { updateAuditStreamContract } from './contract.ts';

export const handler = http(updateAuditStreamContract, async ({ params, body, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  const given = body.destination
    ? judgeDestination(splitSecret(body.destination), stream.destination.type === 'https')
    : undefined;
  if (given && !given.ok) return given;
  const destination = given?.value.destination ?? stream.destination;
  const rotates = body.rotate_signing_secret === true;
  if (rotates && (destination.type !== 'https' || stream.destination.type !== 'https')) {
    const message = 'only the signing secret of an https destination can be rotated';
    return err({ code: 'validation_failed', errors: [{ path: 'body.rotate_signing_secret', message }] });
  }
  const secret = rotates ? newSigningSecret() : given?.value.secret;
  const sealed = secret === undefined ? undefined : await sealStreamSecret(secret, project, stream.id);

  const { name = stream.name, include_personal: includePersonal = stream.includePersonal } = body;
  const kept = destination.type === 's3' ? undefined : stream.sealed;
  const next = changed(stream, { name, destination, includePersonal, sealed: sealed ?? kept }, now);
  const after = rotates && sealed ? rotated({ ...next, sealed: stream.sealed }, sealed, now) : next;
  const members = ['name', 'destination', 'include_personal'] as const;
  const committed = await commit([updateAuditStream(stream, after)], {
    type: 'audit_stream.updated',
    target: { type: 'audit_stream', id: stream.id },
    detail: {
      before: factsOf(stream),
      after: factsOf(after),
      changed: [...members.filter((member) => body[member] !== undefined), ...(secret ? ['secret'] : [])],
    },
  });
  if (!committed.ok) return committed;
  const shown = rotates || given?.value.isNew ? { signing_secret: secret } : {};
  return ok({ status: 200, body: { ...presentAuditStream(after), ...shown } });
});
