/** Measures how far a log is behind, by its head, the ends of its lanes and the cursors of who follows it. */
import { readHead as readTail } from '../audit/lane-store.ts';
import { readCursors } from '../audit/search-store.ts';
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
async function entriesFrom({ scope, size }: LogHead, index: number, elseMs?: number): Promise<Waiting> {
  const count = Math.max(0, size - index);
  if (count === 0) return { count };
  for await (const { lines } of readCommitted(scope, index)) {
    return { count, sinceMs: timeOf(lines[0]?.leaf) ?? elseMs };
  }
  return { count, sinceMs: elseMs };
}

export async function measureLag(scope: string, lanes: readonly number[]): Promise<LogLag> {
  const [head, [search]] = await Promise.all([readHead(scope), readCursors([scope])]);
  const unarchived = together(await Promise.all(lanes.map((lane) => unarchivedIn(head, scope, lane))));
  if (!head) return { scope, size: 0, unarchived, unsigned: { count: 0 }, followers: {} };
  const [unsigned, indexed] = await Promise.all([
    entriesFrom(head, head.signed?.size ?? 0, head.signed?.atMs),
    entriesFrom(head, search?.next ?? 0),
  ]);
  return { scope, size: head.size, unarchived, unsigned, followers: { search: indexed } };
}
