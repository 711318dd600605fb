/**
 * Judges one row of a lane: an event that follows its predecessor, or bytes that do not and are kept as they are.
 * A row that cannot be read never stops a lane; it stands in the log as a marker leaf and its bytes beside it.
 */
import { commitment } from '../audit/block.ts';
import { canonical, GENESIS, hash, type Leaf, parseLeaf } from '../audit/leaf.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { ENTRY_MAX_BYTES } from './tile.ts';

/** A DynamoDB attribute value, as the low-level client gives it. */
export type Attribute = {
  readonly S?: string;
  readonly N?: string;
  readonly B?: Uint8Array;
  readonly M?: Readonly<Record<string, Attribute>>;
  readonly [type: string]: unknown;
};
export type Item = Readonly<Record<string, Attribute>>;

/** Where a lane stands: its newest archived row. */
export interface LaneCursor {
  readonly seq: number;
  /** What the next row's `prev` must be; absent after a row that tells no hash. */
  readonly hash?: string | undefined;
  /** Places that were passed because their rows were not there, first and last seq of each. */
  readonly gaps?: readonly Gap[] | undefined;
}
export type Gap = readonly [from: number, through: number];
/** Gaps kept of a lane, newest last: the head holds those of sixteen lanes, and an item of DynamoDB ends at 400 KB. */
const GAPS_MAX = 200;
export const LANE_START: LaneCursor = { seq: -1, hash: GENESIS };

export interface LanePlace {
  readonly scope: string;
  readonly lane: number;
}

/** Types of the archiver's own leaves. A row that claims one is no event. */
const RESERVED = 'log.';
export type MarkerType = 'log.opaque_row' | 'log.missing_rows' | 'log.late_row';

/** The leaf that stands in place of rows that cannot be read, or are not there. */
export interface Marker extends LanePlace {
  readonly v: 1;
  readonly type: MarkerType;
  readonly seq: number;
  /** The last missing row. */
  readonly through?: number;
  readonly reason: string;
  /** SHA-256 of the row's bytes, base64url. */
  readonly commitment?: string;
}

/** One entry of the log, before it has an index. */
export type Entry =
  | { readonly kind: 'event'; readonly leaf: string; readonly public: string; readonly blocks: Blocks }
  | {
      readonly kind: 'marker';
      readonly leaf: string;
      readonly type: MarkerType;
      readonly reason: string;
      /** The attributes of the row, where there is one. */
      readonly row?: string | undefined;
    };
export type Blocks = Readonly<Record<string, Uint8Array>>;

export interface Judged {
  readonly entry: Entry;
  readonly next: LaneCursor;
  /** Milliseconds; absent when the row does not tell. */
  readonly time?: number | undefined;
}

/** The row's attributes as canonical JSON, bytes in base64: what is kept of a row that is no event. */
export const itemText = (item: Item): string => canonical(encode(item));

function encode(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(encode);
  if (Array.isArray(value)) return value.map(encode);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]));
}

/** The leaf of the event that follows `cursor`, or why this is not it. */
export function readEvent(
  text: string | undefined,
  open: string | undefined,
  blocks: Blocks | undefined,
  { scope, lane }: LanePlace,
  cursor: LaneCursor,
): Result<Leaf, string> {
  if (text === undefined || open === undefined || !blocks) return err('an attribute is missing or of another type');
  const leaf = parseLeaf(text);
  if (!leaf || Buffer.byteLength(text) > ENTRY_MAX_BYTES) return err('not a canonical leaf');
  if (leaf.type.startsWith(RESERVED)) return err('only the archiver writes leaves of this type');
  if (leaf.scope !== scope || leaf.lane !== lane || leaf.seq !== cursor.seq + 1)
    return err('the leaf belongs elsewhere');
  if (cursor.hash !== undefined && leaf.prev !== cursor.hash) return err('the leaf does not follow its predecessor');
  if (leaf.commitment !== commitment(open, blocks)) return err('the payload is not what the leaf commits to');
  return ok(leaf);
}

/**
 * What an id is made of. Other names would need escapes in a segment's lines, which V8 mixes up (nodejs/node#63785); and
 * one of a leading underscore may be that of an object's prototype.
 */
const SUBJECT = /^[A-Za-z0-9]\w{0,63}$/;
export const isSubject = (name: string): boolean => SUBJECT.test(name);

/** Sealed blocks by subject id; `undefined` when the attribute is something else. */
function blocksOf(attribute: Attribute | undefined): Blocks | undefined {
  const blocks = Object.entries(attribute?.M ?? {}).map(([subject, { B }]) => [subject, B] as const);
  const wellFormed = blocks.every(([subject, bytes]) => bytes && isSubject(subject));
  return attribute?.M && wellFormed ? (Object.fromEntries(blocks) as Blocks) : undefined;
}

function mark(type: MarkerType, place: LanePlace, seq: number, reason: string, item?: Item, through?: number): Entry {
  const row = item && itemText(item);
  const marker: Marker = {
    v: 1,
    type,
    ...place,
    seq,
    reason,
    ...(through !== undefined && { through }),
    ...(row !== undefined && { commitment: hash(row) }),
  };
  return { kind: 'marker', type, leaf: canonical(marker), reason, row };
}

/** Judges the row at `cursor.seq + 1`. */
export function judgeRow(item: Item, place: LanePlace, cursor: LaneCursor): Judged {
  const [text, open, blocks] = [item.leaf?.S, item.public?.S, blocksOf(item.blocks)];
  const seq = cursor.seq + 1;
  const next = { ...cursor, seq, hash: text === undefined ? undefined : hash(text) };
  const read = readEvent(text, open, blocks, place, cursor);
  if (read.ok && read.value.id === item.id?.S && text !== undefined && open !== undefined && blocks) {
    return { entry: { kind: 'event', leaf: text, public: open, blocks }, next, time: read.value.time };
  }
  const reason = read.ok ? 'the id is not that of the leaf' : read.error;
  return { entry: mark('log.opaque_row', place, seq, reason, item), next };
}

/** Stands for the rows after `cursor` up to `through`, which are not in the table although a later one is. */
export function judgeGap(through: number, place: LanePlace, cursor: LaneCursor): Judged {
  const reason = 'the table does not hold these rows, but a later one';
  const from = cursor.seq + 1;
  const gaps = [...(cursor.gaps ?? []), [from, through] as const].slice(-GAPS_MAX);
  return { entry: mark('log.missing_rows', place, from, reason, undefined, through), next: { seq: through, gaps } };
}

/** Whether `seq` lies in a gap that the lane was led over. */
export const isLate = (seq: number, { gaps = [] }: LaneCursor): boolean =>
  gaps.some(([from, through]) => from <= seq && seq <= through);

/** A row that came into a gap after the log had passed it: acknowledged, perhaps, and so kept, but out of its place. */
export function judgeLate(seq: number, item: Item, place: LanePlace, cursor: LaneCursor): Judged {
  const gaps = (cursor.gaps ?? []).flatMap(([from, through]): Gap[] => {
    if (seq < from || through < seq) return [[from, through]];
    const rest: Gap[] = [
      [from, seq - 1],
      [seq + 1, through],
    ];
    return rest.filter(([first, last]) => first <= last);
  });
  const reason = 'the row came when the log had passed its place';
  return { entry: mark('log.late_row', place, seq, reason, item), next: { ...cursor, gaps: gaps.slice(-GAPS_MAX) } };
}
