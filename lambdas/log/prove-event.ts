/** Makes the proof of one event: its index out of the segment that holds it, its path out of the tiles. */
import type { Checkpoint } from './checkpoint.ts';
import { HASH_BYTES } from './merkle.ts';
import { proveInclusion, type Subtree, type SubtreeReader } from './merkle-proof.ts';
import { formatProof } from './proof.ts';
import { segmentLines } from './segment.ts';
import { TILE_WIDTH, type Tile, tilePath, tileReader } from './tile.ts';

/** Reads an object of one log; `undefined` where there is none. */
export type ReadObject = (path: string) => Promise<Uint8Array | undefined>;

export interface Readers {
  readonly locked: ReadObject;
  readonly live: ReadObject;
}

/** Index of the line that holds exactly this leaf. */
export async function findIndex(readers: Readers, segment: string, leaf: string): Promise<number | undefined> {
  const bytes = await readers.locked(segment);
  for (const text of bytes ? segmentLines(bytes) : []) {
    const line = JSON.parse(text) as { index: number; leaf: string };
    if (line.leaf === leaf) return line.index;
  }
  return undefined;
}

/** A partial tile lies in the live tree until it is full; then the full one in the locked bucket begins with it. */
export async function fetchTile({ locked, live }: Readers, tile: Tile): Promise<Uint8Array> {
  const partial = tile.width < TILE_WIDTH ? await live(tilePath(tile)) : undefined;
  const bytes = partial ?? (await locked(tilePath({ ...tile, width: TILE_WIDTH })));
  if (!bytes) throw new Error(`${tilePath(tile)} is missing`);
  return bytes.subarray(0, tile.width * HASH_BYTES);
}

/** Reads the tree of `size` leaves for many proofs: each tile is fetched once, and each subtree hashed once. */
export function treeOf(readers: Readers, size: number): SubtreeReader {
  const tiles = new Map<string, Promise<Uint8Array>>();
  const hashes = new Map<string, Uint8Array>();
  const nameOf = ({ height, index }: Subtree): string => `${height}/${index}`;
  const read = tileReader(size, (tile) => {
    const path = tilePath(tile);
    const bytes = tiles.get(path) ?? fetchTile(readers, tile);
    tiles.set(path, bytes);
    return bytes;
  });
  return async (subtrees) => {
    const unknown = subtrees.filter((one) => !hashes.has(nameOf(one)));
    for (const [i, hash] of (await read(unknown)).entries()) hashes.set(nameOf(unknown[i] as Subtree), hash);
    return subtrees.map((one) => hashes.get(nameOf(one)) as Uint8Array);
  };
}

/** @param note the signed checkpoint as it was published. The leaf travels in the proof's extra line. */
export async function proveEvent(
  readers: Readers,
  { index, leaf }: { readonly index: number; readonly leaf: string },
  { size }: Checkpoint,
  note: string,
): Promise<string> {
  const hashes = await proveInclusion(
    index,
    size,
    tileReader(size, (tile) => fetchTile(readers, tile)),
  );
  return formatProof({ index, hashes, checkpoint: note, extra: Buffer.from(leaf, 'utf8') });
}
