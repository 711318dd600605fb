/**
 * Sends logs to one stream, one after the other, and keeps its state: the first failure of a destination is the last
 * try for now, and the clock comes back to what is left. Streams run side by side, so one does not wait for another.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import { getProject } from '../project/project-store.ts';
import { asSystem } from '../shared/as-system.ts';
import { logger } from '../shared/logger.ts';
import type { Post } from '../shared/outbound.ts';
import type { AuditStream } from './audit-stream.ts';
import { getAuditStream } from './audit-stream-store.ts';
import { deliverLog } from './deliver-log.ts';
import { listCursors, readCursors, readSizes, readState, replaceState } from './progress-store.ts';
import { senderOf } from './send.ts';
import {
  type Failed,
  failed,
  freshState,
  inOrder,
  isDue,
  isRefusal,
  leftBehind,
  refusedOf,
  type StreamState,
  succeeded,
  swept,
} from './stream-state.ts';

export interface Running {
  readonly post: Post;
  /** Asked before each batch. */
  readonly keepGoing: () => boolean;
  /** In [0, 1). */
  readonly random: () => number;
}

const NAME = 'audit-stream/deliver-events';

function tell(stream: AuditStream, project: Project, event: Omit<EventDraft, 'target'>, now: Date) {
  const draft = { ...event, target: { type: 'audit_stream', id: stream.id } } as EventDraft;
  return asSystem(NAME, project, now).commit([], draft);
}

/** Told first, then noted: a person would rather be told twice than not at all. */
async function noteFailure(
  stream: AuditStream,
  project: Project,
  before: StreamState | undefined,
  failure: Failed,
  { batches, refused }: Outcome,
  random: number,
) {
  const now = new Date();
  const state = before ?? freshState(stream);
  const counted = failed(state, stream, failure, now, random, refused);
  // Where other logs were taken meanwhile, it is not the destination that fails, and they do not wait.
  const after = batches > 0 && isRefusal(failure) ? { ...counted, nextAttemptMs: 0 } : counted;
  if (after.told && !state.told) {
    const detail = { failures: after.failures, ...(failure.status !== undefined && { status: failure.status }) };
    await tell(
      stream,
      project,
      { type: 'audit_stream.failing', outcome: 'failure', reason: failure.code, detail },
      now,
    );
  }
  await replaceState(stream.id, before, after);
}

/** @param before as it was read; `undefined` where the clock has not looked at the stream yet. */
async function note(stream: AuditStream, project: Project, before: StreamState | undefined, after: StreamState) {
  if (before?.told && !after.told)
    await tell(stream, project, { type: 'audit_stream.recovered', detail: { failures: before.failures } }, new Date());
  await replaceState(stream.id, before, after);
}

/** Above this many, all cursors of a stream are read together. */
const FEW = 50;

/** Of these logs, what was not sent yet. Those that are sent already cost two reads for a hundred of them. */
async function outstanding(stream: AuditStream, scopes: readonly string[]) {
  const [cursors, sizes] = await Promise.all([
    scopes.length > FEW ? listCursors(stream.id) : readCursors(stream.id, scopes),
    readSizes(scopes),
  ]);
  const known = new Map(cursors.map((cursor) => [cursor.scope, cursor]));
  return scopes.flatMap((scope) => {
    const size = sizes.get(scope);
    if (!size) return [];
    const cursor = known.get(scope);
    const isSent = cursor?.replays === stream.replays && cursor.next >= size.size && cursor.checkpoint >= size.signed;
    return isSent ? [] : [{ scope, size }];
  });
}

/** Refusals of one run after which it is the destination, and no single event. */
const REFUSALS_MAX = 3;

interface Outcome {
  readonly batches: number;
  readonly left: boolean;
  readonly failure?: Failed | undefined;
  readonly refused: readonly string[];
  /** The stream was changed, paused or deleted: whoever did that begins anew. */
  readonly ended?: boolean;
}

async function deliverLogs(
  stream: AuditStream,
  project: Project,
  scopes: readonly string[],
  known: readonly string[],
  { post, keepGoing }: Running,
): Promise<Outcome> {
  const logs = inOrder(await outstanding(stream, scopes), known);
  const send = await senderOf(stream, project, post, new Date());
  let outcome: Outcome = { batches: 0, left: false, refused: known };
  let refusals = 0;
  for (const { scope, size } of logs) {
    if (!keepGoing()) return { ...outcome, left: true };
    const delivered = await deliverLog({ stream, project, scope, size, send, keepGoing });
    const batches = outcome.batches + delivered.batches;
    if (delivered.kind === 'ended') return { ...outcome, batches, ended: true };
    const others = outcome.refused.filter((one) => one !== scope);
    const refused = delivered.kind === 'done' ? others : outcome.refused;
    outcome = { ...outcome, batches, left: outcome.left || delivered.kind !== 'done', refused };
    if (delivered.kind !== 'failed') continue;
    const { failure } = delivered;
    logger.warn('audit stream not delivered', {
      stream_id: stream.id,
      scope,
      code: failure.code,
      status: failure.status,
    });
    outcome = { ...outcome, failure };
    if (!isRefusal(failure)) return outcome;
    outcome = { ...outcome, refused: [...others, scope] };
    if (++refusals === REFUSALS_MAX) return outcome;
  }
  return outcome;
}

/**
 * @param scopes logs that the stream follows. @param isAll whether these are all of them: then, once all are sent,
 * nothing is left behind.
 */
export async function deliverStream(
  streamId: string,
  scopes: readonly string[],
  isAll: boolean,
  running: Running,
): Promise<void> {
  const now = new Date();
  const stream = await getAuditStream(streamId);
  if (stream?.status !== 'active') return;
  const [state, project] = await Promise.all([readState(stream.id), getProject(stream.projectId, now)]);
  if (!project) return;
  if (state && !isDue(state, stream, now)) {
    if (!state.behind) await replaceState(stream.id, state, leftBehind(state));
    return;
  }
  const known = refusedOf(state, stream);
  // What was refused waits for the clock: a doorbell for it would only have it refused again.
  const asked = isAll ? scopes : scopes.filter((scope) => !known.includes(scope));
  const outcome = await deliverLogs(stream, project, asked, known, running);
  const { batches, left, failure, refused, ended } = outcome;
  if (ended) return;
  const before = state ?? freshState(stream);
  if (failure) return noteFailure(stream, project, state, failure, outcome, running.random());
  const isTaken = batches > 0 && refused.length === 0;
  const works = isTaken ? succeeded(before, stream) : before;
  if (left) return note(stream, project, state, { ...leftBehind(works), refused });
  if (isAll) return note(stream, project, state, swept(before, stream, new Date()));
  if (state && isTaken && (state.failures > 0 || state.version !== stream.version))
    await note(stream, project, state, works);
}
