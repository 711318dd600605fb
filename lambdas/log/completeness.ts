/**
 * Holds what the archive says against what the table says: each lane dense and equal on both sides. Pure; the reconciler
 * reads, and tells what is found.
 */
import { parseLeaf, parseSeq } from '../audit/leaf.ts';
import { type ArchivedRow, isArchivedRow } from './archived-row.ts';
import type { Item } from './lane-row.ts';

export const FINDINGS = [
  /** The archive has it; the table does not, and no manifest says that it was to go. */
  'row_missing',
  'row_differs',
  /** The table has it inside a lane, and the archive does not. */
  'row_hidden',
  /** Readers who search by project do not come upon it. */
  'row_not_indexed',
  /** A lane of the archive goes on elsewhere than where it was. */
  'lane_gap',
  /** A segment of the log is not there. */
  'archive_gap',
  /** The archive has a log whose lanes nobody registered. */
  'log_not_registered',
] as const;

export interface Finding {
  readonly kind: (typeof FINDINGS)[number];
  readonly scope: string;
  readonly lane?: number;
  /** As the table spells it where it is no seq. */
  readonly seq?: number | string;
  readonly index?: number;
}

/** The newest seq of each lane that was seen; absent for a lane that the walk has not met. */
export type Positions = Readonly<Record<string, number>>;

/** The rows of one lane that lie where a piece of the log says. */
export interface LaneRange {
  readonly lane: number;
  /** The last row that was seen before; its successor is the first that counts. */
  readonly after: number;
  readonly through: number;
  /** Rows that came late, elsewhere in the lane. */
  readonly late: readonly number[];
}

const isLate = ({ kind }: ArchivedRow): boolean => kind === 'late';

/** Which rows of the table a piece of the log speaks of. */
export function rangesOf(entries: readonly ArchivedRow[], positions: Positions): LaneRange[] {
  return [...Map.groupBy(entries, ({ lane }) => lane)].map(([lane, list]) => {
    const run = list.filter((entry) => !isLate(entry));
    const after = positions[String(lane)] ?? (run[0]?.seq ?? 0) - 1;
    return { lane, after, through: run.at(-1)?.through ?? after, late: list.filter(isLate).map(({ seq }) => seq) };
  });
}

export function move(positions: Positions, ranges: readonly LaneRange[]): Positions {
  const moved = ranges.filter(({ after, through }) => through > after).map(({ lane, through }) => [lane, through]);
  return { ...positions, ...Object.fromEntries(moved) };
}

export interface Piece {
  readonly scope: string;
  readonly entries: readonly ArchivedRow[];
  readonly ranges: readonly LaneRange[];
  /** Rows of the table by lane, then by their key as the table spells it. */
  readonly rows: ReadonlyMap<number, ReadonlyMap<string, Item>>;
  /** Whether a manifest of the clean-up names the row. */
  readonly wasToBeRemoved: (lane: number, seq: number) => boolean;
  /** The index partition in which readers of the project find an event. */
  readonly shardOf: (eventId: string) => string;
}

function compareRow({ scope, rows, wasToBeRemoved, shardOf }: Piece, entry: ArchivedRow): Finding[] {
  const { lane, seq, index, line } = entry;
  const found = (kind: Finding['kind']): Finding[] => [{ kind, scope, lane, seq, index }];
  const item = rows.get(lane)?.get(String(seq));
  if (!item) return wasToBeRemoved(lane, seq) ? [] : found('row_missing');
  if (!isArchivedRow(entry, item)) return found('row_differs');
  const id = entry.kind === 'event' ? parseLeaf(line.leaf)?.id : undefined;
  return id !== undefined && item.idx?.S !== shardOf(id) ? found('row_not_indexed') : [];
}

/** The lane goes on without a gap, and the table has no row between that the archive does not speak of. */
function compareLane(piece: Piece, { lane, after, through }: LaneRange): Finding[] {
  const { scope } = piece;
  const run = piece.entries.filter((entry) => entry.lane === lane && !isLate(entry));
  const findings: Finding[] = [];
  let next = after + 1;
  for (const { seq, through: last, index } of run) {
    if (seq !== next) findings.push({ kind: 'lane_gap', scope, lane, seq: next, index });
    next = last + 1;
  }
  const seqs = new Set(run.map(({ seq }) => seq));
  const gaps = run.filter((entry) => entry.through > entry.seq);
  const spoken = (seq: number): boolean => seqs.has(seq) || gaps.some((gap) => gap.seq <= seq && seq <= gap.through);
  for (const key of piece.rows.get(lane)?.keys() ?? []) {
    const seq = parseSeq(key);
    const inside = Number(key) > after && Number(key) <= through;
    if (inside && (seq === undefined || !spoken(seq)))
      findings.push({ kind: 'row_hidden', scope, lane, seq: seq ?? key });
  }
  return findings;
}

/** What differs in a piece of the log. A row in a gap that the log has passed is the archiver's to take up as late. */
export function comparePiece(piece: Piece): Finding[] {
  const rows = piece.entries.filter(({ kind }) => kind !== 'missing').flatMap((entry) => compareRow(piece, entry));
  return [...rows, ...piece.ranges.flatMap((range) => compareLane(piece, range))];
}
