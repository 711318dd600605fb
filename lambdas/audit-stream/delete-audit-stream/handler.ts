/** DELETE /v1/audit-streams/{id} */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { factsOf } from '../audit-stream.ts';
import { deleteAuditStream, getAuditStreamOf } from '../audit-stream-store.ts';
import { deleteAuditStreamContract } from './contract.ts';

export const handler = http(deleteAuditStreamContract, async ({ params, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  const committed = await commit(deleteAuditStream(stream), {
    type: 'audit_stream.deleted',
    target: { type: 'audit_stream', id: stream.id },
    detail: { before: factsOf(stream) },
  });
  return committed.ok ? ok({ status: 204 }) : committed;
});
