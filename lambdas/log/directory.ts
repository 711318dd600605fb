/**
 * The directory: one log for each deployment, whose leaves are the signed heads of all its logs (audit-log.md §4). Who
 * keeps one checkpoint of it can tell that a log was rolled back, forked or taken away as a whole.
 */
import { canonical } from '../audit/leaf.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type LogHead, type Plan, planEntries } from './archive.ts';
import type { Edge } from './edge.ts';

/** The directory's scope and folder. No id is spelled so. */
export const DIRECTORY = 'directory';

/** A log as its newest signed checkpoint tells it. */
export interface ListedHead {
  readonly scope: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Leaves of one plan: some 2 MB of segment before it is packed. */
export const LEAVES_MAX = 4_000;

/** @param now when the directory saw the checkpoint. */
const leafOf = ({ scope, origin, size, root }: ListedHead, now: Date): string =>
  canonical({
    v: 1,
    type: 'directory.head',
    scope,
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    time: now.getTime(),
  });

/** Size of the newest leaf of each log. */
export type Listed = Readonly<Record<string, number>>;

/** What a leaf tells of its log. @throws when it is no leaf of a directory. */
export function listedIn(leaf: string): { scope: string; size: number } {
  const { type, scope, size } = JSON.parse(leaf) as { type: unknown; scope: unknown; size: unknown };
  if (type !== 'directory.head' || typeof scope !== 'string' || typeof size !== 'number') {
    throw new Error('not a leaf of a directory');
  }
  return { scope, size };
}

/** Whether a log's checkpoint stands in the directory, must be taken up, or is older than what stands there. */
export function judgeHead(listed: Listed, scope: string, size: number): Result<'known' | 'new', 'shrunk'> {
  const before = listed[scope] ?? 0;
  if (size < before) return err('shrunk');
  return ok(size === before ? 'known' : 'new');
}

/** `edge` is that of `head` and is grown. `undefined` when there is nothing to take up. @param heads `LEAVES_MAX` at most. */
export function planDirectory(
  head: LogHead,
  edge: Edge,
  listed: Listed,
  heads: readonly ListedHead[],
  now: Date,
): Plan | undefined {
  const news = heads.toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
  if (news.length === 0) return undefined;
  return planEntries(
    head,
    edge,
    news.map((one) => ({ kind: 'leaf', leaf: leafOf(one, now) })),
    {
      lanes: {},
      batches: () => [],
      incidents: [],
      listed: { ...listed, ...Object.fromEntries(news.map(({ scope, size }) => [scope, size])) },
    },
  );
}
