/**
 * C2SP tlog-tiles: where hashes and entries of a log lie, and what is in them.
 * A full tile is 256 hashes; a partial one, at the right edge of the tree, is named by its width.
 */
import { HASH_BYTES, rootOf } from './merkle.ts';
import type { Subtree, SubtreeReader } from './merkle-proof.ts';

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
/** An entry's length is a 16-bit number in a bundle. */
export const ENTRY_MAX_BYTES = 0xffff;

export interface Tile {
  /** 0 holds leaf hashes; each hash of level n + 1 is the root of a full tile of level n. */
  readonly level: number;
  readonly index: number;
  /** 1 to 256 hashes. */
  readonly width: number;
}

/** `1234067` → `x001/x234/067`. */
function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

const partialSuffix = (width: number): string => (width === TILE_WIDTH ? '' : `.p/${width}`);

export const tilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${indexPath(index)}${partialSuffix(width)}`;

export const bundlePath = (index: number, width: number = TILE_WIDTH): string =>
  `tile/entries/${indexPath(index)}${partialSuffix(width)}`;

/** How many hashes lie at `level` of a tree of `size` leaves. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** The tile that holds a hash of `level`, as wide as it is in a tree of `size` leaves. */
function tileOf(level: number, hashIndex: number, size: number): Tile {
  const index = Math.floor(hashIndex / TILE_WIDTH);
  return { level, index, width: Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH) };
}

/** The partial tiles at the right edge of a tree of `size` leaves, lowest level first. Levels without one are left out. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const hashes = hashesAt(level, size);
    const width = hashes % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width });
  }
  return tiles;
}

/** @throws when the bytes are not a whole number of hashes. */
export function splitTile(bytes: Uint8Array): Buffer[] {
  if (bytes.length % HASH_BYTES !== 0) throw new Error(`a tile of ${bytes.length} bytes`);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    Buffer.from(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  );
}

/** Each entry behind its length, 16 bits, big-endian. @throws when an entry is longer than 65,535 bytes. */
export function makeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > ENTRY_MAX_BYTES) throw new Error(`an entry of ${entry.length} bytes`);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** @throws when the bytes end inside an entry. */
export function splitBundle(bytes: Uint8Array): Buffer[] {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const start = at + 2;
    const end = start <= bundle.length ? start + bundle.readUInt16BE(at) : Number.POSITIVE_INFINITY;
    if (end > bundle.length) throw new Error(`entry ${entries.length} of the bundle is cut off`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return entries;
}

/** Where a subtree's hash lies, and how many neighbouring hashes of the tile make it up. */
function locate({ height, index }: Subtree): { level: number; first: number; count: number } {
  const count = 2 ** (height % TILE_HEIGHT);
  return { level: Math.floor(height / TILE_HEIGHT), first: index * count, count };
}

/** Reads subtree hashes of a tree of `size` leaves out of its tiles; each tile is fetched once, all of them at once. */
export function tileReader(size: number, fetchTile: (tile: Tile) => Promise<Uint8Array>): SubtreeReader {
  return async (subtrees) => {
    const places = subtrees.map(locate);
    const tiles = new Map(places.map(({ level, first }) => tileOf(level, first, size)).map((t) => [tilePath(t), t]));
    const fetched = new Map(
      await Promise.all([...tiles].map(async ([path, tile]) => [path, splitTile(await fetchTile(tile))] as const)),
    );
    return places.map(({ level, first, count }) => {
      const tile = tileOf(level, first, size);
      const hashes = fetched.get(tilePath(tile)) ?? [];
      const start = first - tile.index * TILE_WIDTH;
      if (hashes.length < start + count) throw new Error(`${tilePath(tile)} holds ${hashes.length} hashes`);
      return rootOf(hashes.slice(start, start + count));
    });
  };
}
