/** A run over many streams, side by side: one that fails, hangs or has much to send takes nothing from another. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { listLogs, ownerOf } from '../audit/log-owner-store.ts';
import { logger } from '../shared/logger.ts';
import { post } from '../shared/outbound.ts';
import type { AuditStream } from './audit-stream.ts';
import { getAuditStream, listAllStreamIds, listAuditStreams } from './audit-stream-store.ts';
import { deliverStream, type Running } from './deliver-stream.ts';
import { readState } from './progress-store.ts';
import { freshState, isSweepDue } from './stream-state.ts';

type Time = Pick<Context, 'getRemainingTimeInMillis'>;

/** Time left for a batch that has begun: five seconds for its destination, and what is written after it. */
const RESERVE_MS = 15_000;
/** Each with a batch and a segment in memory. */
const AT_ONCE = 16;
/** After this, a stream gives way to others that wait, and goes on when it is its turn again. */
const TURN_MS = 10_000;
/** Streams of a project are read at most this often by each environment; what a stream is now is asked before each batch. */
const STREAMS_KEPT_MS = 5_000;

interface Turn extends Running {
  /** Whether it ended before the stream, while the run has time left. */
  readonly isOver: () => boolean;
}

/** Begins with the first batch, so that each turn sends something, however long it looked for what is left. */
function turnIn(time: Time): Turn {
  let until: number | undefined;
  let isOver = false;
  function keepGoing(): boolean {
    const left = time.getRemainingTimeInMillis();
    until ??= left - TURN_MS;
    isOver = left <= until && left > RESERVE_MS;
    return left > until && left > RESERVE_MS;
  }
  return { post, keepGoing, random: Math.random, isOver: () => isOver };
}

/** Another start each time: what one run does not reach, a later one begins with. */
function fromAnywhere<T>(all: readonly T[]): T[] {
  const start = randomInt(all.length + 1);
  return [...all.slice(start), ...all.slice(0, start)];
}

/** @throws at the end when any of them failed otherwise than by its destination, so that an alarm goes off. */
async function forEachStream(
  ids: readonly string[],
  time: Time,
  run: (id: string, turn: Turn) => Promise<void>,
): Promise<void> {
  const waiting = fromAnywhere(ids);
  let broken = 0;
  async function work(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const turn = turnIn(time);
      await run(id, turn).catch((error: unknown) => {
        broken++;
        logger.error('audit stream broken', {
          stream_id: id,
          error_name: error instanceof Error ? error.name : 'unknown',
        });
      });
      if (turn.isOver()) waiting.push(id);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (broken > 0) throw new Error(`${broken} streams could not be looked after`);
}

const kept = new Map<string, { readonly streams: Promise<AuditStream[]>; readonly untilMs: number }>();

function streamsOf(projectId: string): Promise<AuditStream[]> {
  const known = kept.get(projectId);
  if (known && known.untilMs > Date.now()) return known.streams;
  const streams = listAuditStreams(projectId);
  kept.set(projectId, { streams, untilMs: Date.now() + STREAMS_KEPT_MS });
  streams.catch(() => kept.delete(projectId));
  return streams;
}

const follows = ({ organizationId }: AuditStream, scope: string): boolean =>
  organizationId === undefined || organizationId === scope;

/** For logs that grew or were signed. */
export async function ringFor(scopes: readonly string[], time: Time): Promise<void> {
  const byStream = new Map<string, string[]>();
  for (const scope of scopes) {
    const projectId = await ownerOf(scope);
    const streams = projectId === undefined ? [] : await streamsOf(projectId);
    for (const stream of streams)
      if (follows(stream, scope)) byStream.set(stream.id, [...(byStream.get(stream.id) ?? []), scope]);
  }
  await forEachStream([...byStream.keys()], time, (id, turn) => deliverStream(id, byStream.get(id) ?? [], false, turn));
}

/** For each stream for which something may be left to do. */
export async function sweepAll(time: Time): Promise<void> {
  const now = new Date();
  let logs: ReturnType<typeof listLogs> | undefined;
  const logsOf = async ({ projectId, organizationId }: AuditStream): Promise<readonly string[]> => {
    if (organizationId !== undefined) return [organizationId];
    logs ??= listLogs();
    return fromAnywhere((await logs).get(projectId) ?? []);
  };
  await forEachStream(await listAllStreamIds(), time, async (id, turn) => {
    const [stream, state] = await Promise.all([getAuditStream(id), readState(id)]);
    if (stream?.status !== 'active' || !isSweepDue(state ?? freshState(stream), stream, now)) return;
    await deliverStream(id, await logsOf(stream), true, turn);
  });
}
