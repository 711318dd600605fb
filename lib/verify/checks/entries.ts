/**
 * Each entry follows its predecessor in its lane, without a gap, and its payload is what its leaf commits to.
 * Markers stand for rows that the table had lost or that could not be read: kept honestly, and reported.
 */
import { canonical, hash } from '../../../lambdas/audit/leaf.ts';
import {
  type Attribute,
  type Item,
  isLate,
  isSubject,
  type Judged,
  judgeGap,
  judgeLate,
  judgeRow,
  LANE_START,
  type LaneCursor,
  type LanePlace,
  type Marker,
  readEvent,
} from '../../../lambdas/log/lane-row.ts';
import type { SegmentLine } from '../../../lambdas/log/segment.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';

export interface MarkedRow {
  readonly index: number;
  readonly type: Marker['type'];
  readonly lane: number;
  readonly seq: number;
  readonly reason: string;
}

export interface EntryCheck extends Check {
  readonly lanes: Map<number, LaneCursor>;
  readonly marked: MarkedRow[];
  readonly content: { events: number; publicBlocks: number; sealedBlocks: number };
}

const PLACE = /"lane":(\d+),/;

/** The attributes as the table gave them: bytes were written in base64. */
function decodeItem(text: string): Item {
  const decode = (attribute: Record<string, unknown>): Attribute =>
    Object.fromEntries(
      Object.entries(attribute).map(([type, value]) => {
        if (type === 'B') return [type, Buffer.from(value as string, 'base64')];
        if (type === 'M') return [type, decodeItem(JSON.stringify(value))];
        return [type, value];
      }),
    );
  const item = JSON.parse(text) as Record<string, Record<string, unknown>>;
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, decode(attribute)]));
}

/**
 * What the archiver must have made of the row, or of its absence. @param passed the lane's newest seq before the first
 * entry that is opened: gaps up to there are not known.
 */
function judgeAgain(
  marker: Marker,
  item: Item | undefined,
  place: LanePlace,
  cursor: LaneCursor,
  passed: number,
): Judged | undefined {
  const { type, seq, through = 0 } = marker;
  if (type === 'log.missing_rows') return through > cursor.seq ? judgeGap(through, place, cursor) : undefined;
  if (!item) return undefined;
  if (type === 'log.opaque_row') return judgeRow(item, place, cursor);
  const late = type === 'log.late_row' && (seq <= passed || isLate(seq, cursor));
  return late ? judgeLate(seq, item, place, cursor) : undefined;
}

/** @param ground where each lane stood before the first entry that is opened. */
export function checkEntries(scope: string, ground: Readonly<Record<string, LaneCursor>> = {}): EntryCheck {
  const lanes = new Map(Object.entries(ground).map(([lane, cursor]) => [Number(lane), cursor]));
  const marked: MarkedRow[] = [];
  const content = { events: 0, publicBlocks: 0, sealedBlocks: 0 };

  /** The lane's next cursor, or why the line is no event of it. */
  function follow(line: SegmentLine, lane: number, cursor: LaneCursor): LaneCursor | string {
    const sealed: [string, Uint8Array][] = [];
    for (const [subject, text] of Object.entries(line.blocks ?? {})) {
      if (!isSubject(subject)) return 'a sealed block is under a name that is no id';
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.toString('base64url') !== text) return 'a sealed block is not in base64url';
      sealed.push([subject, bytes]);
      content.sealedBlocks++;
    }
    const read = readEvent(line.leaf, line.public, line.blocks && Object.fromEntries(sealed), { scope, lane }, cursor);
    if (!read.ok) return read.error;
    if (line.row !== undefined) return 'an event has no raw row beside it';
    content.events++;
    content.publicBlocks++;
    return { ...cursor, seq: cursor.seq + 1, hash: hash(line.leaf) };
  }

  /** Judges a marked row again: the archiver must have had the same reason. */
  function followMarker(marker: Marker, line: SegmentLine, lane: number, cursor: LaneCursor): LaneCursor | string {
    if (line.blocks || line.public !== undefined) return 'a marker has no payload';
    const place = { scope, lane };
    const item = line.row === undefined ? undefined : decodeItem(line.row);
    const judged = judgeAgain(marker, item, place, cursor, ground[String(lane)]?.seq ?? -1);
    if (judged?.entry.kind !== 'marker' || judged.entry.leaf !== line.leaf) return 'not the marker of this row';
    return judged.entry.row === line.row ? judged.next : 'the raw row is not in canonical form';
  }

  return {
    lanes,
    marked,
    content,
    entry({ index, file, line }) {
      const lane = Number(PLACE.exec(line.leaf)?.[1] ?? Number.NaN);
      const cursor = lanes.get(lane) ?? LANE_START;
      const isMarker = line.leaf.includes('"type":"log.');
      const next = isMarker ? mark(index, file, line, lane, cursor) : follow(line, lane, cursor);
      if (typeof next === 'string') throw new Difference(file, index, `lane ${lane}, seq ${cursor.seq + 1}: ${next}`);
      lanes.set(lane, next);
    },
  };

  function mark(index: number, file: string, line: SegmentLine, lane: number, cursor: LaneCursor): LaneCursor | string {
    const marker = JSON.parse(line.leaf) as Marker;
    if (canonical(marker) !== line.leaf) throw new Difference(file, index, 'the marker is not in canonical form');
    const { type, seq, reason } = marker;
    marked.push({ index, type, lane, seq, reason });
    return followMarker(marker, line, lane, cursor);
  }
}
