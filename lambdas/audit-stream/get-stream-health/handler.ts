/** GET /v1/audit-streams/{id}/health */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { getAuditStreamOf } from '../audit-stream-store.ts';
import { listCursors, readSizes, readState } from '../progress-store.ts';
import { healthOf } from '../stream-state.ts';
import { getStreamHealthContract } from './contract.ts';

const timeOf = (ms: number | undefined): string | null => (ms ? new Date(ms).toISOString() : null);

export const handler = http(getStreamHealthContract, async ({ params, project }) => {
  const stream = await getAuditStreamOf(project.id, params.id);
  if (!stream) return err('not_found');
  const [state, cursors] = await Promise.all([readState(stream.id), listCursors(stream.id)]);
  const sizes = await readSizes(cursors.map(({ scope }) => scope));
  const lags = cursors.map(({ scope, next }) => Math.max(0, (sizes.get(scope)?.size ?? 0) - next));
  const behind = lags.filter((lag) => lag > 0).length;
  const { lastFailure } = state ?? {};
  return ok({
    status: 200,
    body: {
      status: healthOf(stream, state, behind),
      failures: state?.failures ?? 0,
      failing_since: timeOf(state?.failingSinceMs),
      next_attempt_at: state && state.failures > 0 ? timeOf(state.nextAttemptMs) : null,
      last_failure: lastFailure
        ? { code: lastFailure.code, status: lastFailure.status ?? null, at: new Date(lastFailure.atMs).toISOString() }
        : null,
      last_delivered_at: timeOf(Math.max(0, ...cursors.map(({ deliveredAtMs }) => deliveredAtMs))),
      entries_delivered: cursors.reduce((sum, { delivered }) => sum + delivered, 0),
      entries_behind: lags.reduce((sum, lag) => sum + lag, 0),
      logs: cursors.length,
      logs_behind: behind,
    },
  });
});
