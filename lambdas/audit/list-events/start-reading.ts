/** Where a request of the log begins to read: in the project's index, or in an organization's lane. */
import { err, ok, type Result } from '../../shared/result.ts';
import { type EventRecord, firstIdOf } from '../event-query.ts';
import { findSeq, hasLog, organizationEvents, projectEvents, seqBeyond } from '../event-store.ts';

export interface Start {
  readonly projectId: string;
  readonly organizationId: string | undefined;
  /** The event after which to go on. */
  readonly after: string | undefined;
  /** Infinite where the range has no end. */
  readonly endMs: number;
  /** About how many events will be looked at. */
  readonly round: number;
}

export async function startReading({
  projectId,
  organizationId,
  after,
  endMs,
  round,
}: Start): Promise<Result<AsyncIterable<EventRecord[]>, 'not_found' | 'validation_failed'>> {
  const hasEnd = Number.isFinite(endMs);
  if (!organizationId) return ok(projectEvents(projectId, after ?? (hasEnd ? firstIdOf(endMs + 1) : undefined), round));
  if (!(await hasLog(projectId, organizationId))) return err('not_found');
  if (after) {
    const seq = await findSeq(projectId, organizationId, after);
    return seq === undefined ? err('validation_failed') : ok(organizationEvents(organizationId, seq, round));
  }
  const before = hasEnd ? await seqBeyond(organizationId, endMs) : undefined;
  return ok(organizationEvents(organizationId, before, round));
}
