/**
 * The right edge of the tree: hashes and entries that do not fill a tile yet. Growing it gives the tiles that became
 * full. It is kept outside the locked bucket, so whoever takes it up holds it against the frontier of the log head.
 */
import { CompactRange, leafHash, rootOf } from './merkle.ts';
import {
  bundlePath,
  hashesAt,
  makeBundle,
  partialTiles,
  splitBundle,
  splitTile,
  TILE_WIDTH,
  tilePath,
} from './tile.ts';

/** An object by its path inside the log's folder. */
export interface LogObject {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export class Edge {
  readonly #range: CompactRange;
  /** For each level, the hashes of its partial tile. */
  readonly #levels: Buffer[][];
  #entries: Buffer[];

  private constructor(range: CompactRange, levels: Buffer[][], entries: Buffer[]) {
    this.#range = range;
    this.#levels = levels;
    this.#entries = entries;
  }

  static empty(): Edge {
    return new Edge(new CompactRange(), [], []);
  }

  /** @throws when the partial tiles are not those of the tree with this frontier. */
  static from(size: number, frontier: readonly Uint8Array[], objects: readonly LogObject[]): Edge {
    const read = (path: string): Uint8Array => {
      const found = objects.find((object) => object.path === path);
      if (!found) throw new Error(`${path} is missing`);
      return found.bytes;
    };
    const levels: Buffer[][] = [];
    for (const tile of partialTiles(size)) levels[tile.level] = splitTile(read(tilePath(tile)));
    const width = size % TILE_WIDTH;
    const entries = width > 0 ? splitBundle(read(bundlePath(Math.floor(size / TILE_WIDTH), width))) : [];
    const edge = new Edge(new CompactRange(size, frontier), levels, entries);
    edge.#check();
    return edge;
  }

  get size(): number {
    return this.#range.size;
  }
  get frontier(): readonly Buffer[] {
    return this.#range.hashes;
  }
  root(): Buffer {
    return this.#range.root();
  }

  /** Appends an entry and gives the tiles and bundles that it completed. */
  append(entry: Buffer): LogObject[] {
    const completed: LogObject[] = [];
    const position = this.#range.size;
    this.#entries.push(entry);
    this.#range.append(leafHash(entry), (height, hash) => {
      if (height % 8 !== 0) return;
      const level = height / 8;
      const hashes = [...(this.#levels[level] ?? []), hash];
      this.#levels[level] = hashes;
      if (hashes.length < TILE_WIDTH) return;
      const index = Math.floor(position / TILE_WIDTH ** (level + 1));
      completed.push({ path: tilePath({ level, index, width: TILE_WIDTH }), bytes: Buffer.concat(hashes) });
      this.#levels[level] = [];
    });
    if (this.#entries.length === TILE_WIDTH) {
      completed.push({ path: bundlePath(Math.floor(position / TILE_WIDTH)), bytes: makeBundle(this.#entries) });
      this.#entries = [];
    }
    return completed;
  }

  /** The partial tiles and the partial bundle of the tree as it stands. */
  objects(): LogObject[] {
    const tiles = partialTiles(this.size).map((tile) => ({
      path: tilePath(tile),
      bytes: Buffer.concat(this.#levels[tile.level] ?? []),
    }));
    const width = this.#entries.length;
    if (width === 0) return tiles;
    return [
      ...tiles,
      { path: bundlePath(Math.floor(this.size / TILE_WIDTH), width), bytes: makeBundle(this.#entries) },
    ];
  }

  /** The partial tiles must fold to the frontier, and the entries must hash to the lowest of them. */
  #check(): void {
    const hashes: Buffer[] = [];
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const width = hashesAt(level, this.size) % TILE_WIDTH;
      const tile = this.#levels[level] ?? [];
      if (tile.length !== width) throw new Error(`the edge has ${tile.length} hashes at level ${level}, not ${width}`);
      hashes.push(...perfectSubtrees(tile));
    }
    const leaves = this.#levels[0] ?? [];
    const same =
      hashes.length === this.frontier.length &&
      hashes.every((hash, i) => hash.equals(this.frontier[i] ?? Buffer.alloc(0))) &&
      this.#entries.length === leaves.length &&
      this.#entries.every((entry, i) => leafHash(entry).equals(leaves[i] ?? Buffer.alloc(0)));
    if (!same) throw new Error('the edge is not that of the log head');
  }
}

/** Roots of the largest perfect subtrees over up to 255 neighbouring hashes, largest first. */
function perfectSubtrees(hashes: readonly Buffer[]): Buffer[] {
  const roots: Buffer[] = [];
  let rest = hashes;
  for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    if (rest.length < width) continue;
    roots.push(rootOf(rest.slice(0, width)));
    rest = rest.slice(width);
  }
  return roots;
}
