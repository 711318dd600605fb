/** POST /v1/audit-streams/{id}/test */
import { isRecentIfOperator } from '../../session/recent.ts';
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { post } from '../../shared/outbound.ts';
import { err, ok } from '../../shared/result.ts';
import { getAuditStreamOf } from '../audit-stream-store.ts';
import { testRecord } from '../ocsf-envelope.ts';
import { senderOf } from '../send.ts';
import { NOT_ASKING } from '../send-splunk.ts';
import { testAuditStreamContract } from './contract.ts';

/** A log that there is not: nobody can take a test for an entry. */
const SCOPE = 'test';

export const handler = http(testAuditStreamContract, async ({ params, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  const send = await senderOf(stream, project, post, now, NOT_ASKING);
  const log = { origin: `${new URL(variable('ISSUER')).host}/${SCOPE}`, scope: SCOPE, projectId: project.id };
  const sent = await send({ stream, log, first: 0, events: [testRecord(project.id, stream.id, now)], now });
  const { code, status } = sent.ok ? {} : sent.error;
  const committed = await commit<never>([], {
    type: 'audit_stream.tested',
    target: { type: 'audit_stream', id: stream.id },
    ...(code !== undefined && { outcome: 'failure', reason: code }),
    detail: { ...(status !== undefined && { status }) },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { delivered: sent.ok, failure: code ?? null, status: status ?? null } });
});
