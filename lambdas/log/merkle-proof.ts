/**
 * Inclusion and consistency proofs: made from a reader of subtree hashes (RFC 9162 sections 2.1.3.1 and 2.1.4.1),
 * verified without one (sections 2.1.3.2 and 2.1.4.2; the empty tree as in transparency-dev/merkle).
 */
import { foldRight, HASH_BYTES, largestPowerBelow, nodeHash } from './merkle.ts';

/** A perfect subtree: the leaves from `index * 2 ** height`, `2 ** height` of them. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
}

/** Hashes of perfect subtrees, in the order asked for. */
export type SubtreeReader = (subtrees: readonly Subtree[]) => Promise<readonly Uint8Array[]>;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The leaves from `from` up to `to` as perfect subtrees, largest first. `from` is aligned to the first of them. */
function subtreesOf({ from, to }: Range): Subtree[] {
  const list: Subtree[] = [];
  for (let start = from; start < to; ) {
    let height = 0;
    while (2 ** (height + 1) <= to - start) height++;
    list.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return list;
}

/** Ranges whose hashes prove the leaf at `index`, from the leaf's sibling up to the root's child. */
function inclusionRanges(index: number, from: number, to: number): Range[] {
  if (to - from <= 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...inclusionRanges(index, from, middle), { from: middle, to }]
    : [...inclusionRanges(index, middle, to), { from, to: middle }];
}

/** Ranges whose hashes prove that the tree of `size` leaves grew into `[from, to)`; `whole` as in RFC 9162's SUBPROOF. */
function consistencyRanges(size: number, from: number, to: number, whole: boolean): Range[] {
  if (size === to) return whole ? [] : [{ from, to }];
  const middle = from + largestPowerBelow(to - from);
  return size <= middle
    ? [...consistencyRanges(size, from, middle, whole), { from: middle, to }]
    : [...consistencyRanges(size, middle, to, false), { from, to: middle }];
}

async function readRanges(ranges: readonly Range[], read: SubtreeReader): Promise<Buffer[]> {
  const parts = ranges.map(subtreesOf);
  const hashes = [...(await read(parts.flat()))];
  return parts.map((part) => foldRight(hashes.splice(0, part.length)));
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** @throws when `index` is not inside a tree of `size` leaves. */
export async function proveInclusion(index: number, size: number, read: SubtreeReader): Promise<Buffer[]> {
  if (!isSize(index) || !isSize(size) || index >= size) throw new Error(`index ${index} is beyond size ${size}`);
  return readRanges(inclusionRanges(index, 0, size), read);
}

/** @throws unless 0 < `first` ≤ `second`: from the empty tree everything follows, so nothing is proven. */
export async function proveConsistency(first: number, second: number, read: SubtreeReader): Promise<Buffer[]> {
  if (!isSize(first) || !isSize(second) || first === 0 || first > second) {
    throw new Error(`size ${second} cannot be proven to follow size ${first}`);
  }
  return readRanges(consistencyRanges(first, 0, second, true), read);
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const half = (value: number): number => Math.floor(value / 2);
const odd = (value: number): boolean => value % 2 === 1;
const wellFormed = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);

/** Walks two positions up the tree together: to the next level at which the path is a right child. */
function climb(path: number, last: number): [path: number, last: number] {
  if (odd(path)) return [path, last];
  let up = path;
  let edge = last;
  while (up !== 0 && !odd(up)) [up, edge] = [half(up), half(edge)];
  return [up, edge];
}

export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !wellFormed([leaf, root, ...proof])) return false;
  let [path, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (odd(path) || path === last) {
      hash = nodeHash(sibling, hash);
      [path, last] = climb(path, last);
    } else hash = nodeHash(hash, sibling);
    [path, last] = [half(path), half(last)];
  }
  return last === 0 && equal(hash, root);
}

export function verifyConsistency(
  first: number,
  second: number,
  proof: readonly Uint8Array[],
  root1: Uint8Array,
  root2: Uint8Array,
): boolean {
  if (!isSize(first) || !isSize(second) || first > second) return false;
  if (first === second) return proof.length === 0 && equal(root1, root2);
  if (first === 0 || proof.length === 0 || !wellFormed([root1, root2, ...proof])) return false;
  const isPower = subtreesOf({ from: 0, to: first }).length === 1;
  const [seed, ...rest] = isPower ? [root1, ...proof] : proof;
  let [path, last] = [first - 1, second - 1];
  while (odd(path)) [path, last] = [half(path), half(last)];
  let [hash1, hash2] = [seed as Uint8Array, seed as Uint8Array];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (odd(path) || path === last) {
      hash1 = nodeHash(sibling, hash1);
      hash2 = nodeHash(sibling, hash2);
      [path, last] = climb(path, last);
    } else hash2 = nodeHash(hash2, sibling);
    [path, last] = [half(path), half(last)];
  }
  return last === 0 && equal(hash1, root1) && equal(hash2, root2);
}
