/** RFC 6962 hashing and the compact range. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompactRange, EMPTY_ROOT, leafHash, nodeHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { EMPTY, HASHES, LEAVES, ROOTS } from './vectors/rfc6962.ts';

const grown = (leaves: readonly Buffer[]): CompactRange => {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leaf);
  return range;
};

describe('hashes (transparency-dev vectors)', () => {
  it('the empty tree has the hash of the empty string', () => {
    expect(EMPTY_ROOT).toEqual(EMPTY);
    expect(new CompactRange().root()).toEqual(EMPTY);
    expect(rootOf([])).toEqual(EMPTY);
  });

  it('leaves and nodes are told apart by their prefix', () => {
    expect(leafHash('')).toEqual(HASHES.emptyLeaf);
    expect(leafHash('L123456')).toEqual(HASHES.leafL123456);
    const [left, right] = [leafHash('Hello'), leafHash('World')];
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])));
    expect(nodeHash(left, right)).not.toEqual(nodeHash(right, left));
  });

  it.each(ROOTS.map((root, size) => [size, root] as const))('root of %i reference leaves', (size, root) => {
    const leaves = LEAVES.slice(0, size).map(leafHash);
    expect(grown(leaves).root()).toEqual(root);
    expect(rootOf(leaves)).toEqual(root);
  });
});

describe('compact range', () => {
  const someLeaves = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 600 }).map((list) => list.map(leafHash));

  it('appending one by one equals the recursive root', () => {
    fc.assert(
      fc.property(someLeaves, (leaves) => {
        expect(grown(leaves).root()).toEqual(rootOf(leaves));
      }),
    );
  });

  it('can be stored and taken up again at any size', () => {
    fc.assert(
      fc.property(someLeaves, fc.nat(600), (leaves, cut) => {
        const before = grown(leaves.slice(0, cut));
        const resumed = new CompactRange(before.size, before.hashes);
        for (const leaf of leaves.slice(cut)) resumed.append(leaf);
        expect(resumed.root()).toEqual(rootOf(leaves));
      }),
    );
  });

  it('tells of each perfect subtree once, when it is complete', () => {
    const seen: number[] = [];
    const range = new CompactRange();
    for (const leaf of LEAVES.map(leafHash)) range.append(leaf, (height) => seen.push(height));
    expect(seen).toEqual([0, 0, 1, 0, 0, 1, 2, 0, 0, 1, 0, 0, 1, 2, 3]);
  });

  it('refuses hashes that do not belong to the size', () => {
    expect(() => new CompactRange(3, [EMPTY])).toThrow();
    expect(() => new CompactRange(1, [Buffer.alloc(31)])).toThrow();
    expect(() => new CompactRange(-1, [])).toThrow();
  });

  it('is exact beyond 32 bits', () => {
    const size = 2 ** 40;
    const range = new CompactRange(size, [leafHash('left')]);
    range.append(leafHash('right'));
    expect(range.size).toBe(size + 1);
    expect(range.root()).toEqual(nodeHash(leafHash('left'), leafHash('right')));
  });
});
