/** POST /v1/audit-streams/{id}/replay */

import { ownerOf } from '../../audit/log-owner-store.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changed, MAX_REPLAYS } from '../audit-stream.ts';
import { presentAuditStream } from '../audit-stream-schema.ts';
import { getAuditStreamOf, insertReplay, updateAuditStream } from '../audit-stream-store.ts';
import { readSizes } from '../progress-store.ts';
import { replayAuditStreamContract } from './contract.ts';

export const handler = http(replayAuditStreamContract, async ({ params, body, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  const { organization_id: asked, from_index: index, from_time } = body;
  if (asked !== undefined && (await ownerOf(asked)) !== project.id) return err('not_found');
  if (asked !== undefined && stream.organizationId !== undefined && asked !== stream.organizationId)
    return err('not_found');

  const named = asked ?? stream.organizationId;
  const scope = index === undefined ? named : (named ?? project.id);
  const size = scope === undefined ? 0 : ((await readSizes([scope])).get(scope)?.size ?? 0);
  if (index !== undefined && index > size) {
    return err({
      code: 'validation_failed',
      errors: [{ path: 'body.from_index', message: `the log has ${size} entries` }],
    });
  }
  if (stream.replays >= MAX_REPLAYS) {
    const message = `a stream is sent back at most ${MAX_REPLAYS} times`;
    return err({ code: 'validation_failed', errors: [{ path: 'body', message }] });
  }
  const timeMs = from_time === undefined ? 0 : Date.parse(from_time);
  const after = changed(stream, { replays: stream.replays + 1 }, now);
  const replay = { number: after.replays, scope, from: index === undefined ? { timeMs } : { index } };
  const committed = await commit([updateAuditStream(stream, after), insertReplay(stream, replay)], {
    type: 'audit_stream.replayed',
    target: { type: 'audit_stream', id: stream.id },
    detail: {
      ...(scope !== undefined && { scope }),
      ...(index === undefined ? { from_time: new Date(timeMs).toISOString() } : { from_index: index }),
    },
  });
  return committed.ok ? ok({ status: 202, body: presentAuditStream(after) }) : committed;
});
