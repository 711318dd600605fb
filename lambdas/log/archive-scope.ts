/**
 * Archives one scope: steps 1 to 8 of audit-log.md §4. A crash at any point is a replay; two archivers at once are one
 * winner and one that throws its work away. The commit point is the replacement of the log head.
 */
import { randomInt } from 'node:crypto';
import { cursorOf, type LaneRow, type LogHead, newLog, type Plan, planBatch } from './archive.ts';
import type { LogObject } from './edge.ts';
import type { Gap } from './lane-row.ts';
import { EMPTY_ROOT } from './merkle.ts';
import type { ArchivePorts } from './ports.ts';
import { loadEdge } from './rebuild-edge.ts';
import { padded } from './segment.ts';
import { type Incident, type Staging, unpackStaging } from './staging.ts';

/** An object of the locked bucket has other content than the plan: nothing goes on until a person has looked. */
export class ArchiveHalted extends Error {
  override readonly name = 'ArchiveHalted';
}

export interface ArchiveOptions {
  /** The log's name in its checkpoints, used when the log begins. */
  readonly origin: string;
  readonly lanes: readonly number[];
  /** Asked before each further batch. */
  readonly keepGoing: () => boolean;
}

const PARALLEL_PUTS = 16;
/** Rows of one batch, over all lanes: some 50 MB of memory. */
const BATCH_ROWS = 4_000;
/** Gaps are the work of somebody who may write the table: they get a bounded share of each batch, others each time. */
const GAPS_READ = 20;
const LATE_ROWS = 100;
/** Rows told one by one for each plan. The others are counted: thousands of calls would hold the plan up for ever. */
const TOLD_SINGLY = 20;

export async function halt(
  ports: Pick<ArchivePorts, 'report'>,
  scope: string,
  reason: string,
  path: string,
): Promise<never> {
  await ports.report('archive halted', { scope, reason, path });
  throw new ArchiveHalted(`${reason}: ${path} of ${scope}`);
}

/** Puts an object that may be there already: the same content is success, other content halts. Gives what lies there. */
export async function putLocked(
  ports: Pick<ArchivePorts, 'createLocked' | 'readLocked' | 'report'>,
  scope: string,
  { path, bytes }: LogObject,
  isSame: (existing: Uint8Array) => boolean = (existing) => Buffer.compare(existing, bytes) === 0,
): Promise<Uint8Array> {
  if (await ports.createLocked(scope, path, bytes)) return bytes;
  const existing = await ports.readLocked(scope, path);
  if (!existing) throw new Error(`${path} is being written by another archiver`);
  return isSame(existing) ? existing : await halt(ports, scope, 'the locked object has other content', path);
}

/** Up to `limit` rows that came into gaps which the log has passed. */
async function readLate(
  ports: ArchivePorts,
  scope: string,
  lane: number,
  gaps: readonly Gap[],
  limit: number,
): Promise<LaneRow[]> {
  const start = randomInt(gaps.length + 1);
  const some = [...gaps.slice(start), ...gaps.slice(0, start)].slice(0, GAPS_READ);
  const found = await Promise.all(some.map((gap) => ports.readGap(scope, lane, gap, LATE_ROWS)));
  return found.flat().slice(0, limit);
}

async function readLanes(ports: ArchivePorts, head: LogHead, lanes: readonly number[]) {
  const known = new Set([...lanes, ...Object.keys(head.lanes).map(Number)]);
  const limit = Math.ceil(BATCH_ROWS / known.size);
  const { scope } = head;
  const rows = new Map<number, readonly LaneRow[]>();
  let more = false;
  await Promise.all(
    [...known].map(async (lane) => {
      const { seq, gaps = [] } = cursorOf(head, lane);
      const lateLimit = Math.floor(limit / 2);
      const late = await readLate(ports, scope, lane, gaps, lateLimit);
      const page = await ports.readLane(scope, lane, seq + 1, limit - late.length);
      rows.set(lane, [...late, ...page.rows]);
      more ||= page.more || (late.length > 0 && late.length === lateLimit);
      if (page.behind) await ports.report('lane behind its log', { scope, lane, seq });
      if (page.ahead !== undefined) await ports.report('row ahead of its lane', { scope, lane, seq: page.ahead });
    }),
  );
  return { rows, more };
}

async function reportRows(ports: ArchivePorts, scope: string, incidents: readonly Incident[]): Promise<void> {
  for (const incident of incidents.slice(0, TOLD_SINGLY)) {
    await ports.report('row not readable as an event', { ...incident });
  }
  const [first, ...rest] = incidents.slice(TOLD_SINGLY);
  if (first) {
    await ports.report('further rows not readable as events', {
      scope,
      count: rest.length + 1,
      first_index: first.index,
    });
  }
}

/** Steps 6 and 8: everything the head promises, then the head without the promise. */
export async function finishPlan(ports: ArchivePorts, head: LogHead, known?: Staging): Promise<void> {
  const { scope, staged = '' } = head;
  let staging = known;
  if (!staging) {
    const bytes = await ports.readStaging(scope, staged);
    if (!bytes) return await halt(ports, scope, 'the staging bundle of an unfinished plan is gone', staged);
    try {
      staging = unpackStaging(staged, bytes);
    } catch {
      return await halt(ports, scope, 'the staging bundle of an unfinished plan was altered', staged);
    }
  }
  for (let i = 0; i < staging.locked.length; i += PARALLEL_PUTS) {
    await Promise.all(staging.locked.slice(i, i + PARALLEL_PUTS).map((object) => putLocked(ports, scope, object)));
  }
  await ports.writeBatches(scope, staging.batches);
  await reportRows(ports, scope, staging.incidents);
  await ports.replaceHead({ ...head, pending: false, version: head.version + 1 }, head.version);
}

/**
 * Makes the plan the log's next. No segment can lie behind the head then, for a plan is put when it has won: one that
 * does was put by a log that somebody has put back to an earlier time, and a second one there would never verify.
 * `false` when another run got ahead.
 */
export async function startPlan(ports: ArchivePorts, head: LogHead, { staging, head: next }: Plan): Promise<boolean> {
  const { scope, version, size } = head;
  for await (const path of ports.listLocked(scope, 'segments/', `segments/${padded(size)}`)) {
    if (((await ports.readHead(scope))?.version ?? 0) !== version) return false;
    await halt(ports, scope, 'a segment lies behind the log head', path);
  }
  await ports.writeStaging(scope, staging.name, staging.bytes);
  return await ports.replaceHead(next, version);
}

/** One turn: finishes a plan, or makes and finishes one. `false` when there is nothing left to do. */
async function turn(ports: ArchivePorts, scope: string, { origin, lanes }: ArchiveOptions): Promise<boolean> {
  const head = (await ports.readHead(scope)) ?? newLog(scope, origin, EMPTY_ROOT);
  if (head.pending) {
    await finishPlan(ports, head);
    return true;
  }
  const { rows, more } = await readLanes(ports, head, lanes);
  if ([...rows.values()].every((list) => list.length === 0)) return false;
  const plan = planBatch(head, await loadEdge(ports, head), rows);
  if (!plan) return false;
  if (!(await startPlan(ports, head, plan))) return true;
  await finishPlan(ports, plan.head, unpackStaging(plan.staging.name, plan.staging.bytes));
  return more;
}

/**
 * Brings the log up to the lanes, and tells whether it stopped before it was there.
 * @throws ArchiveHalted, or what a port threw; the next run takes it up.
 */
export async function archiveScope(ports: ArchivePorts, scope: string, options: ArchiveOptions): Promise<boolean> {
  while (await turn(ports, scope, options)) if (!options.keepGoing()) return true;
  return false;
}
