/**
 * Rules of the clean-up (audit-log.md §9): a row leaves the table only when it is archived, covered by a published
 * checkpoint, read back and equal, older than the hot retention, and under no hold. Whatever is in doubt stays.
 */
import { canonical, parseLeaf } from '../audit/leaf.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type ArchivedRow, isArchivedRow } from './archived-row.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Item, LaneCursor } from './lane-row.ts';
import { leafHash } from './merkle.ts';
import { verifyInclusion } from './merkle-proof.ts';

/**
 * The newest rows of a lane stay whatever their age: by them writers find where the lane goes on, and a lane that seems
 * empty would begin again. The first stays too: by it readers know whose lane it is.
 */
export const TAIL_KEPT = 100;
export const FIRST_REMOVABLE = 1;
/** Fewer are left for later: each removal is an event, a manifest and a record of its own. */
export const LEAST_AT_ONCE = 100;

export const KEPT = ['too_young', 'held', 'not_archived', 'not_an_event', 'differs', 'not_covered'] as const;
/** Why a row stays. */
export type Kept = (typeof KEPT)[number];

export interface Candidate {
  readonly seq: number;
  readonly item: Item;
}

/** What holds are there on a scope: all of it, or whatever concerns some people. */
export interface Holds {
  readonly all: boolean;
  readonly people: ReadonlySet<string>;
}

/** Whether the row has a block of somebody who is under a hold, or names them anywhere. */
function concernsHeld({ leaf, public: open, blocks }: Item, { people }: Holds): boolean {
  if (people.size === 0) return false;
  const text = [leaf?.S, open?.S, ...Object.keys(blocks?.M ?? {})].join('\n');
  return [...people].some((person) => text.includes(person));
}

/** What the archive shows of a row. */
export interface Shown {
  readonly archived: ArchivedRow;
  /** The leaf's path in the tree of the published checkpoint. */
  readonly path: readonly Uint8Array[];
}

export interface Removable {
  readonly seq: number;
  readonly index: number;
  readonly leaf: string;
}

/** Newest row of a lane that may go at all, whatever its age. */
export const lastRemovable = (cursor: LaneCursor, headSeq: number): number => Math.min(cursor.seq, headSeq) - TAIL_KEPT;

/** Milliseconds: what is later is kept. A clock that went backwards keeps more. */
export const cutoffOf = (nowMs: number, hotRetentionDays: number): number => nowMs - hotRetentionDays * 86_400_000;

/** What can be said without the archive. */
export function judgeRow({ item }: Candidate, cutoffMs: number, holds: Holds): Result<number, Kept> {
  const leaf = parseLeaf(item.leaf?.S ?? '');
  if (!leaf) return err('not_an_event');
  if (leaf.time > cutoffMs) return err('too_young');
  if (holds.all || concernsHeld(item, holds)) return err('held');
  return ok(leaf.time);
}

/** What the archive adds: that it holds the very row, under a signature. */
export function judgeShown(
  { seq, item }: Candidate,
  shown: Shown | undefined,
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
): Result<Removable, Kept> {
  if (!shown) return err('not_archived');
  const { archived, path } = shown;
  if (archived.kind !== 'event') return err('not_an_event');
  if (archived.seq !== seq || !isArchivedRow(archived, item)) return err('differs');
  const { index, line } = archived;
  if (!verifyInclusion(index, size, leafHash(line.leaf), path, root)) return err('not_covered');
  return ok({ seq, index, leaf: line.leaf });
}

/** Runs of rows that follow each other: a manifest names no row that stays. */
export function runsOf(rows: readonly Removable[]): (readonly [Removable, ...Removable[]])[] {
  const runs: [Removable, ...Removable[]][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.at(-1)?.seq === row.seq - 1) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

/** What will be removed, told in the locked bucket before it is. */
export interface Manifest {
  readonly v: 1;
  readonly scope: string;
  readonly lane: number;
  /** First and last seq, both included. */
  readonly from: number;
  readonly through: number;
  /** Of the row `from` in the log. */
  readonly first_index: number;
  /** Size of the published checkpoint that covers all of them. */
  readonly checkpoint_size: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export const manifestText = (manifest: Manifest): string => canonical(manifest);

/** Whether the bytes are a manifest that names this row. */
export function manifestNames(
  bytes: Uint8Array | undefined,
  { scope, lane, seq }: { readonly scope: string; readonly lane: number; readonly seq: number },
): boolean {
  if (!bytes) return false;
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const manifest = JSON.parse(text) as Manifest;
    const { from, through } = manifest;
    if (manifestText(manifest) !== text || manifest.v !== 1) return false;
    return manifest.scope === scope && manifest.lane === lane && from <= seq && seq <= through;
  } catch {
    return false;
  }
}
