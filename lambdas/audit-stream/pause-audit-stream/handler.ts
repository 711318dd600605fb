/** POST /v1/audit-streams/{id}/pause */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changed } from '../audit-stream.ts';
import { presentAuditStream } from '../audit-stream-schema.ts';
import { getAuditStreamOf, updateAuditStream } from '../audit-stream-store.ts';
import { pauseAuditStreamContract } from './contract.ts';

export const handler = http(pauseAuditStreamContract, async ({ params, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  if (stream.status === 'paused') return ok({ status: 200, body: presentAuditStream(stream) });
  const after = changed(stream, { status: 'paused' }, now);
  const committed = await commit([updateAuditStream(stream, after)], {
    type: 'audit_stream.paused',
    target: { type: 'audit_stream', id: stream.id },
  });
  return committed.ok ? ok({ status: 200, body: presentAuditStream(after) }) : committed;
});
