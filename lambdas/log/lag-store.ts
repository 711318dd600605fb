/** Measures how far a log is behind, by its head, the ends of its lanes and the cursors of who follows it. */
import { readHead as readTail } from '../audit/lane-store.ts';
import { readCursors } from '../audit/search-store.ts';
import { getAuditStream, listAllStreamIds } from '../audit-stream/audit-stream-store.ts';
import { listCursors } from '../audit-stream/progress-store.ts';
import type { LogHead } from './archive.ts';
import { readCommitted } from './committed.ts';
import { type LogLag, timeOf, together, type Waiting, waitingIn } from './lag.ts';
import { readHead } from './log-store.ts';
import { readRows } from './row-store.ts';

async function unarchivedIn(head: LogHead | undefined, scope: string, lane: number): Promise<Waiting> {
  const { seq } = await readTail(scope, lane, { eventual: true });
  const count = waitingIn(head, { lane, seq });
  if (count === 0) return { count };
  const [oldest] = await readRows(scope, lane, seq - count + 1, seq, 1);
  return { count, sinceMs: timeOf(oldest?.item.leaf?.S) };
}

/** Entries of the log from an index on: how many, and how old the first is. */
async function entriesFrom(
  { scope, size }: Pick<LogHead, 'scope' | 'size'>,
  index: number,
  elseMs?: number,
): Promise<Waiting> {
  const count = Math.max(0, size - index);
  if (count === 0) return { count };
  for await (const { lines } of readCommitted(scope, index)) {
    return { count, sinceMs: timeOf(lines[0]?.leaf) ?? elseMs };
  }
  return { count, sinceMs: elseMs };
}

/** The least that any stream to a SIEM has sent of each log. One that is paused waits because somebody said so. */
export async function readSent(): Promise<ReadonlyMap<string, number>> {
  const least = new Map<string, number>();
  for (const id of await listAllStreamIds()) {
    if ((await getAuditStream(id))?.status !== 'active') continue;
    for (const { scope, next } of await listCursors(id)) {
      least.set(scope, Math.min(next, least.get(scope) ?? Number.POSITIVE_INFINITY));
    }
  }
  return least;
}

/** @param sent index that the slowest stream has come to; absent where none follows the log. */
export async function measureLag(scope: string, lanes: readonly number[], sent: number | undefined): Promise<LogLag> {
  const [head, [search]] = await Promise.all([readHead(scope), readCursors([scope])]);
  const unarchived = together(await Promise.all(lanes.map((lane) => unarchivedIn(head, scope, lane))));
  if (!head) return { scope, size: 0, unarchived, unsigned: { count: 0 }, followers: {} };
  const signed = { scope, size: head.signed?.size ?? 0 };
  const [unsigned, indexed, streamed] = await Promise.all([
    entriesFrom(head, signed.size, head.signed?.atMs),
    entriesFrom(head, search?.next ?? 0),
    // Streams send what is signed.
    entriesFrom(signed, sent ?? signed.size),
  ]);
  return { scope, size: head.size, unarchived, unsigned, followers: { search: indexed, siem: streamed } };
}
