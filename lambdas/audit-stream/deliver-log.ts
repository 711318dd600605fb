/**
 * Sends one log to one stream, from its cursor to the end of what is archived: in the order of the index, each batch
 * closed by the newest checkpoint. The cursor moves after a batch was taken, so what was taken may be sent again, and
 * nothing is left out.
 */
import { parseLeaf } from '../audit/leaf.ts';
import { readCommitted } from '../log/committed.ts';
import { readPublished } from '../log/published-store.ts';
import type { SegmentLine } from '../log/segment.ts';
import type { Project } from '../project/project.ts';
import { variable } from '../shared/environment.ts';
import type { AuditStream } from './audit-stream.ts';
import { getAuditStream, lastReplay } from './audit-stream-store.ts';
import { type Batch, LIMITS } from './batch.ts';
import { findStart } from './find-start.ts';
import { type Opened, toOcsf } from './ocsf.ts';
import { checkpointRecord, type LogName } from './ocsf-envelope.ts';
import { openSubjects } from './open-subjects.ts';
import { type Cursor, type LogSize, moveCursor, readCursor, releaseCursor, takeCursor } from './progress-store.ts';
import type { Sender } from './send.ts';
import { type Failed, isRefusal } from './stream-state.ts';

export interface Delivery {
  readonly stream: AuditStream;
  readonly project: Project;
  readonly scope: string;
  readonly size: LogSize;
  readonly send: Sender;
  /** Asked before each batch. */
  readonly keepGoing: () => boolean;
}

/** `left`: something may be left to send. `ended`: the stream was changed, paused or deleted meanwhile. */
export type Delivered =
  | { readonly kind: 'done' | 'left' | 'ended'; readonly batches: number }
  | { readonly kind: 'failed'; readonly failure: Failed; readonly batches: number };

/** A log is named by the deployment's host and its scope (`log/archiver.ts`). */
const originOf = (scope: string): string => `${new URL(variable('ISSUER')).host}/${scope}`;

/** Where the stream begins in this log, or where a replay sends it back to. */
async function placeFor({ stream, scope, size }: Delivery, known: Cursor | undefined): Promise<number | undefined> {
  const seen = known?.replays ?? 0;
  const replay = stream.replays > seen ? await lastReplay(stream.id, scope, seen) : undefined;
  if (replay) return 'index' in replay.from ? replay.from.index : findStart(scope, size.size, replay.from.timeMs);
  return known ? undefined : findStart(scope, size.size, stream.startAtMs);
}

/** The cursor for this sender alone; `undefined` while another one has it. */
async function take(delivery: Delivery, now: Date): Promise<Cursor | undefined> {
  const { stream, scope } = delivery;
  const known = await readCursor(stream.id, scope);
  const place = await placeFor(delivery, known);
  const first = { streamId: stream.id, scope, checkpoint: 0, delivered: 0, deliveredAtMs: 0, lease: '' };
  const cursor = await takeCursor(stream.id, scope, { ...first, next: place ?? 0, replays: stream.replays }, now);
  if (!cursor || (cursor.replays === stream.replays && known)) return cursor;
  return known ? moveCursor(cursor, { next: place ?? cursor.next, replays: stream.replays }, now) : cursor;
}

/** From `lines`, as many as a batch may have. */
async function makeBatch(delivery: Delivery, log: LogName, lines: readonly SegmentLine[], most: number, now: Date) {
  const { stream, project } = delivery;
  const limits = LIMITS[stream.destination.type];
  const some = lines.slice(0, Math.min(limits.events, most));
  const opened = stream.includePersonal ? await openSubjects(project, some) : new Map<number, Opened>();
  const events: Batch['events'][number][] = [];
  let bytes = 0;
  let aroundMs = now.getTime();
  for (const line of some) {
    aroundMs = parseLeaf(line.leaf)?.time ?? aroundMs;
    const event = toOcsf(line, log, opened.get(line.index) ?? new Map(), aroundMs);
    bytes += Buffer.byteLength(JSON.stringify(event));
    if (events.length > 0 && bytes > limits.bytes) break;
    events.push(event);
  }
  return events;
}

export async function deliverLog(delivery: Delivery): Promise<Delivered> {
  const { stream, project, scope, send, keepGoing } = delivery;
  const taken = await take(delivery, new Date());
  if (!taken) return { kind: 'left', batches: 0 };
  let cursor: Cursor = taken;
  let batches = 0;
  let most = Number.POSITIVE_INFINITY;
  const published = await readPublished(scope);
  const log: LogName = { origin: published?.checkpoint.origin ?? originOf(scope), scope, projectId: project.id };

  /** Sends, and moves the cursor by what was taken. `undefined` where all is well. */
  async function pass(lines: readonly SegmentLine[]): Promise<Delivered | undefined> {
    const current = await getAuditStream(stream.id);
    if (current?.version !== stream.version || current.status !== 'active') return { kind: 'ended', batches };
    if (!keepGoing()) return { kind: 'left', batches };
    const now = new Date();
    const events = await makeBatch(delivery, log, lines, most, now);
    const closing = published && checkpointRecord(log, published, now.getTime());
    const sent = await send({ stream, log, first: cursor.next, events, closing, now });
    if (!sent.ok && isRefusal(sent.error) && events.length > 1) {
      most = Math.ceil(events.length / 2);
      return undefined;
    }
    if (!sent.ok) return { kind: 'failed', failure: sent.error, batches };
    batches++;
    const all = sent.value === events.length;
    const moved = await moveCursor(
      cursor,
      {
        next: cursor.next + sent.value,
        checkpoint: all ? (published?.checkpoint.size ?? 0) : cursor.checkpoint,
        delivered: cursor.delivered + sent.value,
        deliveredAtMs: now.getTime(),
      },
      now,
    );
    if (!moved) return { kind: 'left', batches };
    cursor = moved;
    return undefined;
  }

  async function run(): Promise<Delivered> {
    for await (const { first, lines } of readCommitted(scope, cursor.next)) {
      const end = first + lines.length;
      while (cursor.next < end) {
        const stopped = await pass(lines.slice(cursor.next - first));
        if (stopped) return stopped;
      }
    }
    const closes = published !== undefined && published.checkpoint.size > cursor.checkpoint;
    return (closes ? await pass([]) : undefined) ?? { kind: 'done', batches };
  }

  try {
    return await run();
  } finally {
    await releaseCursor(cursor);
  }
}
