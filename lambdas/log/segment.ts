/**
 * Segments: the archive's copy of everything that was logged, one line of canonical JSON for each entry, compressed.
 * The object's name tells its first index, its number of lines and the SHA-256 of its bytes.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Entry } from './lane-row.ts';

const INDEX_DIGITS = 16;
/** What is sealed does not get smaller: higher levels take twice the time for one byte in a hundred. */
const LEVEL = 2;
/** A batch is at most 16 pages of 1 MB; a segment that unpacks to more is not one of ours. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface SegmentName {
  /** Index of the first line. */
  readonly first: number;
  readonly count: number;
  /** SHA-256 of the compressed bytes, hexadecimal. */
  readonly sha256: string;
}

export interface SegmentLine {
  readonly index: number;
  readonly leaf: string;
  readonly public?: string;
  /** Sealed blocks by subject id, base64url. */
  readonly blocks?: Readonly<Record<string, string>>;
  /** The attributes of a row that could not be read (`lane-row.ts`). */
  readonly row?: string;
}

/** Zero-padded, so that names sort as numbers do. */
export const padded = (index: number): string => String(index).padStart(INDEX_DIGITS, '0');

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const segmentPath = ({ first, count, sha256 }: SegmentName): string =>
  `segments/${padded(first)}-${count}-${sha256}.jsonl.gz`;

export function parseSegmentPath(path: string): SegmentName | undefined {
  const match = /^segments\/(\d{16})-([1-9]\d*)-([0-9a-f]{64})\.jsonl\.gz$/.exec(path);
  return match ? { first: Number(match[1]), count: Number(match[2]), sha256: match[3] ?? '' } : undefined;
}

/** An entry that is a leaf and nothing beside it: those of the directory. */
export interface BareLeaf {
  readonly kind: 'leaf';
  readonly leaf: string;
}

const quoted = JSON.stringify;

/** The one spelling of a line: canonical JSON without line feed. */
export function formatLine({ index, leaf, public: open, blocks, row }: SegmentLine): string {
  const sealed = Object.entries(blocks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const members = [
    blocks && `"blocks":{${sealed.map(([subject, bytes]) => `${quoted(subject)}:${quoted(bytes)}`).join(',')}}`,
    `"index":${index}`,
    `"leaf":${quoted(leaf)}`,
    open !== undefined && `"public":${quoted(open)}`,
    row !== undefined && `"row":${quoted(row)}`,
  ];
  return `{${members.filter(Boolean).join(',')}}`;
}

const isText = (value: unknown): boolean => typeof value === 'string';

/** Whether each member is of its type. */
const isLine = ({ index, leaf, public: open, blocks, row }: SegmentLine): boolean =>
  Number.isSafeInteger(index) &&
  [leaf, open ?? '', row ?? '', ...Object.values(blocks ?? {})].every(isText) &&
  open !== null &&
  row !== null;

/** @throws when the text is not a line in its one spelling. */
export function parseLine(text: string): SegmentLine {
  const line = JSON.parse(text) as SegmentLine;
  if (!isLine(line) || formatLine(line) !== text) throw new Error('the line is not in canonical form');
  return line;
}

function lineOf(index: number, entry: Entry | BareLeaf): SegmentLine {
  if (entry.kind === 'leaf') return { index, leaf: entry.leaf };
  if (entry.kind === 'marker') return { index, leaf: entry.leaf, ...(entry.row !== undefined && { row: entry.row }) };
  const sealed = Object.entries(entry.blocks).map(([id, bytes]) => [id, Buffer.from(bytes).toString('base64url')]);
  return { index, leaf: entry.leaf, public: entry.public, blocks: Object.fromEntries(sealed) };
}

/** The object's path and bytes. */
export function makeSegment(first: number, entries: readonly (Entry | BareLeaf)[]): { path: string; bytes: Buffer } {
  const lines = entries.map((entry, i) => `${formatLine(lineOf(first + i, entry))}\n`);
  const bytes = gzipSync(Buffer.from(lines.join(''), 'utf8'), { level: LEVEL });
  return { path: segmentPath({ first, count: entries.length, sha256: sha256Hex(bytes) }), bytes };
}

/** Lines without their line feeds. @throws when the bytes do not unpack or the last line is cut off. */
export function segmentLines(bytes: Uint8Array): string[] {
  const text = gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString('utf8');
  if (!text.endsWith('\n')) throw new Error('the last line is cut off');
  return text.slice(0, -1).split('\n');
}

/** Takes a further segment into the chain over the paths of all segments, which tell their bytes. Base64url. */
export const chainSegment = (chain: string, path: string): string =>
  createHash('sha256').update(`${chain}\n${path}`).digest('base64url');
