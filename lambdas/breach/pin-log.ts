/**
 * Pins a log for the walk: to its newest checkpoint, where a key in KMS vouches for it and nothing of the window is still
 * on its way. Needs `control:read`, `lanes:read`, `audit:read`, `search:read`, `archive:read` and `log-key:read`.
 */
import { CLOCK_SLACK_MS } from '../audit/event-query.ts';
import { readLocked } from '../log/archive-store.ts';
import { ports as archiver } from '../log/archiver.ts';
import type { LogLag } from '../log/lag.ts';
import { measureLag } from '../log/lag-store.ts';
import { listLanes } from '../log/lane-store.ts';
import { readHead } from '../log/log-store.ts';
import { keysOf } from '../log/publish.ts';
import { readPublished } from '../log/published-store.ts';
import { vouchedCheckpoint } from '../log/vouched-checkpoint.ts';
import type { Criteria } from './criteria.ts';
import type { Pin } from './walk.ts';

/** Whether something may be waiting that happened in the window. What does not tell its time may. */
function isWaiting({ unarchived, unsigned }: LogLag, endMs: number): boolean {
  return [unarchived, unsigned].some(
    ({ count, sinceMs }) => count > 0 && (sinceMs === undefined || sinceMs <= endMs + CLOCK_SLACK_MS),
  );
}

/** Whether all that happened in the window is in the log, and under a signature. A request takes a while to be written. */
export async function isSettled(scope: string, { endMs }: Criteria, now: Date): Promise<boolean> {
  if (now.getTime() < endMs + CLOCK_SLACK_MS) return false;
  const { lanes } = await listLanes(scope);
  return !isWaiting(await measureLag(scope, lanes.get(scope) ?? [], undefined), endMs);
}

/** The newest checkpoint; `empty` before the first one. @throws where nobody vouches for it. */
export async function newestPin(scope: string): Promise<Pin | 'empty'> {
  const [head, published] = await Promise.all([readHead(scope), readPublished(scope)]);
  if (!head || !published) return 'empty';
  const { origin, size, root } = await vouchedCheckpoint(
    readLocked,
    head,
    published.note,
    await keysOf(archiver, head),
  );
  return {
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    checkpoint: published.note,
    keys: published.vkeys,
  };
}
