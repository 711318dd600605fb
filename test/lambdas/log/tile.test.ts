/** C2SP tlog-tiles: paths, widths, contents, and proofs read out of tiles. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { proveInclusion, verifyInclusion } from '../../../lambdas/log/merkle-proof.ts';
import {
  bundlePath,
  hashesAt,
  makeBundle,
  partialTiles,
  splitBundle,
  splitTile,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tileReader,
} from '../../../lambdas/log/tile.ts';

const treeOf = (size: number): Buffer[] => Array.from({ length: size }, (_, i) => leafHash(String(i)));

/** A tile by its definition: MTH of 256 ** level leaves each. */
const tileBytes = (leaves: readonly Buffer[], { level, index, width }: Tile): Buffer => {
  const span = TILE_WIDTH ** level;
  return Buffer.concat(
    Array.from({ length: width }, (_, i) => {
      const start = (index * TILE_WIDTH + i) * span;
      return rootOf(leaves.slice(start, start + span));
    }),
  );
};

describe('paths', () => {
  it.each([
    [0, '000'],
    [255, '255'],
    [1000, 'x001/000'],
    [1_234_067, 'x001/x234/067'],
  ])('index %i is %s', (index, path) => {
    expect(tilePath({ level: 0, index, width: 256 })).toBe(`tile/0/${path}`);
    expect(bundlePath(index)).toBe(`tile/entries/${path}`);
  });

  it('a partial tile is named by its width', () => {
    expect(tilePath({ level: 1, index: 273, width: 112 })).toBe('tile/1/273.p/112');
    expect(bundlePath(5, 1)).toBe('tile/entries/005.p/1');
  });
});

describe('partial tiles (the examples of the specification)', () => {
  it('a tree of 70,000', () => {
    expect(hashesAt(0, 70_000)).toBe(273 * 256 + 112);
    expect(partialTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it('a tree of 256, and one without leaves', () => {
    expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
    expect(partialTiles(0)).toEqual([]);
  });
});

describe('contents', () => {
  it('a bundle gives back its entries', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
        expect(splitBundle(makeBundle(entries))).toEqual(entries.map((entry) => Buffer.from(entry)));
      }),
    );
  });

  it('an entry has a big-endian 16-bit length', () => {
    expect(makeBundle([Buffer.alloc(258, 1)]).subarray(0, 3)).toEqual(Buffer.of(1, 2, 1));
    expect(() => makeBundle([Buffer.alloc(65_536)])).toThrow();
  });

  it.each([[Buffer.of(0)], [Buffer.of(0, 2, 1)]])('a bundle that is cut off is refused', (bytes) => {
    expect(() => splitBundle(bytes)).toThrow();
  });

  it('a tile is a whole number of hashes', () => {
    expect(splitTile(Buffer.alloc(64))).toHaveLength(2);
    expect(() => splitTile(Buffer.alloc(65))).toThrow();
  });
});

describe('proofs out of tiles', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 700, 1025])('every kind of leaf of a tree of %i', async (size) => {
    const leaves = treeOf(size);
    const fetched: string[] = [];
    const read = tileReader(size, async (tile) => {
      fetched.push(tilePath(tile));
      return tileBytes(leaves, tile);
    });
    for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
      fetched.length = 0;
      const proof = await proveInclusion(index, size, read);
      expect(verifyInclusion(index, size, leaves[index] ?? Buffer.alloc(0), proof, rootOf(leaves))).toBe(true);
      expect(new Set(fetched).size).toBe(fetched.length);
    }
  });

  it('a tile that is too short is refused', async () => {
    const read = tileReader(300, async () => Buffer.alloc(32));
    await expect(proveInclusion(5, 300, read)).rejects.toThrow(/holds 1 hashes/);
  });
});
