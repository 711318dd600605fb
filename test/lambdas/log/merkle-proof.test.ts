/** Inclusion and consistency proofs: the published vectors, every corruption of them, and properties of random trees. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import {
  proveConsistency,
  proveInclusion,
  type SubtreeReader,
  verifyConsistency,
  verifyInclusion,
} from '../../../lambdas/log/merkle-proof.ts';
import { CONSISTENCY, EMPTY, INCLUSION, LEAVES, ROOTS, SOME_HASH } from './vectors/rfc6962.ts';

const readerOf = (leaves: readonly Buffer[]): SubtreeReader => {
  return async (subtrees) =>
    subtrees.map(({ height, index }) => rootOf(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)));
};
const flip = (hash: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};
const rootAt = (size: number): Buffer => ROOTS[size] ?? EMPTY;
const referenceLeaves = LEAVES.map(leafHash);
const treeOf = (size: number): Buffer[] => Array.from({ length: size }, (_, i) => leafHash(String(i)));

describe('inclusion', () => {
  it.each(INCLUSION)(
    'index %i of %i: the published proof is the one we make, and it verifies',
    async (index, size, proof) => {
      const leaf = referenceLeaves[index] ?? EMPTY;
      expect(await proveInclusion(index, size, readerOf(referenceLeaves))).toEqual(proof);
      expect(verifyInclusion(index, size, leaf, proof, rootAt(size))).toBe(true);
    },
  );

  it.each(INCLUSION)('index %i of %i: no corruption of it verifies', (index, size, proof) => {
    const leaf = referenceLeaves[index] ?? EMPTY;
    const root = rootAt(size);
    const none = Buffer.alloc(0);
    const corrupted: [number, number, Buffer, readonly Buffer[], Buffer][] = [
      [index - 1, size, leaf, proof, root],
      [index + 1, size, leaf, proof, root],
      [index ^ 2, size, leaf, proof, root],
      [index, size * 2, leaf, proof, root],
      [index, Math.floor(size / 2), leaf, proof, root],
      [index, size, Buffer.from('WrongLeaf'), proof, root],
      [index, size, leaf, proof, EMPTY],
      [index, size, leaf, proof, SOME_HASH],
      [index, size, leaf, [...proof, none], root],
      [index, size, leaf, [...proof, root], root],
      [index, size, leaf, [none, ...proof], root],
      [index, size, leaf, [root, ...proof], root],
      [index, size, leaf, [...proof.slice(1), SOME_HASH, ...proof.slice(0, 1)], root],
    ];
    if (proof.length > 0) corrupted.push([index, size, leaf, proof.slice(0, -1), root]);
    for (const one of corrupted) expect(verifyInclusion(...one)).toBe(false);
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ])('an empty proof of index %i in size %i never holds for foreign hashes', (index, size) => {
    const none = Buffer.alloc(0);
    expect(verifyInclusion(index, size, SOME_HASH, [], none)).toBe(false);
    expect(verifyInclusion(index, size, none, [], EMPTY)).toBe(false);
    expect(verifyInclusion(index, size, SOME_HASH, [], EMPTY)).toBe(false);
  });

  it('every leaf of every tree can be proven; no flipped bit passes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), async (size, pick, bit) => {
        const leaves = treeOf(size);
        const index = pick % size;
        const [leaf, root] = [leaves[index] ?? EMPTY, rootOf(leaves)];
        const proof = await proveInclusion(index, size, readerOf(leaves));
        expect(verifyInclusion(index, size, leaf, proof, root)).toBe(true);
        const hashes = [leaf, ...proof, root];
        const target = bit % hashes.length;
        const [badLeaf = leaf, ...rest] = hashes.map((hash, i) => (i === target ? flip(hash, bit % 256) : hash));
        const badRoot = rest.pop() ?? root;
        expect(verifyInclusion(index, size, badLeaf, rest, badRoot)).toBe(false);
      }),
    );
  });
});

describe('consistency', () => {
  it.each(CONSISTENCY)(
    '%i to %i: the published proof is the one we make, and it verifies',
    async (first, second, proof) => {
      expect(await proveConsistency(first, second, readerOf(referenceLeaves))).toEqual(proof);
      expect(verifyConsistency(first, second, proof, rootAt(first), rootAt(second))).toBe(true);
    },
  );

  it.each(CONSISTENCY.slice(1))('%i to %i: no corruption of it verifies', (first, second, proof) => {
    const [root1, root2] = [rootAt(first), rootAt(second)];
    const wrong = Buffer.from('WrongRoot');
    const none = Buffer.alloc(0);
    const corrupted: [number, number, readonly Buffer[], Buffer, Buffer][] = [
      [first - 1, second, proof, root1, root2],
      [first + 1, second, proof, root1, root2],
      [first ^ 2, second, proof, root1, root2],
      [first, second * 2, proof, root1, root2],
      [first, Math.floor(second / 2), proof, root1, root2],
      [first, second, proof, wrong, root2],
      [first, second, proof, root1, wrong],
      [first, second, proof, root2, root1],
      [first, second, [], root1, root2],
      ...[none, root1, root2].map((extra) => [first, second, [...proof, extra], root1, root2] as const),
      ...[none, root1, root2].map((extra) => [first, second, [extra, ...proof], root1, root2] as const),
      [first, second, [...proof.slice(0, 1), ...proof], root1, root2],
      [first, second, proof.slice(0, -1), root1, root2],
    ].map(([a, b, c, d, e]) => [a, b, c, d, e] as [number, number, readonly Buffer[], Buffer, Buffer]);
    for (const one of corrupted) expect(verifyConsistency(...one)).toBe(false);
  });

  const [one, two] = [Buffer.from("don't care 1"), Buffer.from("don't care 2")];
  it.each([
    ['two empty trees with one root', 0, 0, [], one, one, true],
    ['two empty trees with two roots', 0, 0, [], one, two, false],
    ['one tree, one root', 1, 1, [], two, two, true],
    ['one size, two roots', 1, 1, [], one, two, false],
    ['from the empty tree nothing is proven', 0, 1, [], one, two, false],
    ['back to the empty tree', 1, 0, [], one, two, false],
    ['back in time', 2, 1, [], one, two, false],
    ['no proof', 1, 2, [], one, two, false],
    ['empty trees and a proof', 0, 0, [EMPTY], EMPTY, EMPTY, false],
    ['empty tree and a proof', 0, 1, [EMPTY], EMPTY, EMPTY, false],
    ['equal trees and a proof', 1, 1, [EMPTY], EMPTY, EMPTY, false],
  ])('%s', (_name, first, second, proof, root1, root2, holds) => {
    expect(verifyConsistency(first, second, proof, root1, root2)).toBe(holds);
  });

  it('every pair of sizes can be proven; no flipped bit passes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.nat(100), fc.nat(), async (first, more, bit) => {
        const second = first + more;
        const leaves = treeOf(second);
        const [root1, root2] = [rootOf(leaves.slice(0, first)), rootOf(leaves)];
        const proof = await proveConsistency(first, second, readerOf(leaves));
        expect(verifyConsistency(first, second, proof, root1, root2)).toBe(true);
        const hashes = [root1, ...proof, root2];
        const target = bit % hashes.length;
        const [bad1 = root1, ...rest] = hashes.map((hash, i) => (i === target ? flip(hash, bit % 256) : hash));
        const bad2 = rest.pop() ?? root2;
        expect(verifyConsistency(first, second, rest, bad1, bad2)).toBe(false);
      }),
    );
  });

  it('a history that was rewritten cannot be proven', async () => {
    const honest = treeOf(300);
    const forged = honest.map((leaf, i) => (i === 77 ? SOME_HASH : leaf));
    const proof = await proveConsistency(200, 300, readerOf(forged));
    expect(verifyConsistency(200, 300, proof, rootOf(honest.slice(0, 200)), rootOf(forged))).toBe(false);
  });
});
