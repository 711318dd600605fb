/**
 * What a line of a segment says of the row it was made of: where the row lies in the table, and whether a row there is
 * still the one that was archived. Clean-up, reconciler and tamper watcher all compare by this.
 */
import { parseLeaf } from '../audit/leaf.ts';
import { type Attribute, type Item, itemText, type Marker } from './lane-row.ts';
import type { SegmentLine } from './segment.ts';

export interface ArchivedRow {
  readonly kind: 'event' | 'opaque' | 'late' | 'missing';
  readonly index: number;
  readonly lane: number;
  readonly seq: number;
  /** The last row that is missing. */
  readonly through: number;
  /** Milliseconds; a marker tells none. */
  readonly timeMs?: number;
  readonly line: SegmentLine;
}

const MARKERS: Readonly<Record<string, ArchivedRow['kind']>> = {
  'log.opaque_row': 'opaque',
  'log.late_row': 'late',
  'log.missing_rows': 'missing',
};

/** @throws when the line is neither an event nor a marker. */
export function readArchived(line: SegmentLine): ArchivedRow {
  const { index } = line;
  const leaf = parseLeaf(line.leaf);
  if (leaf && line.row === undefined && line.public !== undefined) {
    const { lane, seq, time } = leaf;
    return { kind: 'event', index, lane, seq, through: seq, timeMs: time, line };
  }
  const { type, lane, seq, through = seq } = JSON.parse(line.leaf) as Marker;
  const kind = MARKERS[type];
  if (!kind) throw new Error(`entry ${index} is neither an event nor a marker`);
  return { kind, index, lane, seq, through, line };
}

function sameBlocks(sealed: Readonly<Record<string, string>>, blocks: Attribute | undefined): boolean {
  const found = Object.entries(blocks?.M ?? {});
  if (!blocks?.M || found.length !== Object.keys(sealed).length) return false;
  return found.every(([subject, { B }]) => B && Buffer.from(B).toString('base64url') === sealed[subject]);
}

/** Whether the row is, byte for byte, what the archive holds of it. */
export function isArchivedRow({ kind, line }: ArchivedRow, item: Item): boolean {
  if (kind === 'missing') return false;
  if (kind !== 'event') return itemText(item) === line.row;
  return (
    item.leaf?.S === line.leaf &&
    item.public?.S === line.public &&
    item.id?.S === parseLeaf(line.leaf)?.id &&
    sameBlocks(line.blocks ?? {}, item.blocks)
  );
}

/** The image of a stream record: JSON carries bytes as base64 (Lambda's event of a DynamoDB stream). */
export function itemOfImage(image: Readonly<Record<string, unknown>>): Item {
  const decode = (attribute: unknown): Attribute =>
    Object.fromEntries(
      Object.entries(attribute as Record<string, unknown>).map(([type, value]) => {
        if (type === 'B' && typeof value === 'string') return [type, Buffer.from(value, 'base64')];
        if (type === 'M') return [type, itemOfImage(value as Record<string, unknown>)];
        return [type, value];
      }),
    );
  return Object.fromEntries(Object.entries(image).map(([name, attribute]) => [name, decode(attribute)]));
}
