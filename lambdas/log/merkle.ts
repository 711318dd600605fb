/**
 * RFC 6962 Merkle tree hashing (section 2.1; unchanged in RFC 9162) and the compact range that carries a growing tree.
 * Sizes and indexes are safe integers, so plain arithmetic stands where bit operations would stop at 32 bits.
 */
import { createHash, hash as digest } from 'node:crypto';

export const HASH_BYTES = 32;
/** Root of the tree without leaves: SHA-256 of the empty string. */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** SHA-256(0x00 ‖ leaf). A string is hashed as UTF-8. */
export function leafHash(leaf: string | Uint8Array): Buffer {
  const body = typeof leaf === 'string' ? Buffer.from(leaf, 'utf8') : leaf;
  const bytes = Buffer.allocUnsafe(body.length + 1);
  bytes[0] = LEAF_PREFIX;
  bytes.set(body, 1);
  return digest('sha256', bytes, 'buffer');
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = NODE_PREFIX;

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return digest('sha256', pair, 'buffer');
}

/** Hash of neighbouring subtrees given from the largest, on the left, to the smallest. */
export function foldRight(hashes: readonly Uint8Array[]): Buffer {
  let root: Uint8Array | undefined;
  for (let i = hashes.length - 1; i >= 0; i--) {
    const left = hashes[i];
    if (left) root = root ? nodeHash(left, root) : left;
  }
  return root ? Buffer.from(root) : EMPTY_ROOT;
}

/** The perfect subtrees of a tree of `size` leaves, largest first: one for each bit that is set in `size`. */
function subtreeCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Called with each perfect subtree that an append completes; height 0 is the leaf itself. */
export type OnSubtree = (height: number, hash: Buffer) => void;

/** The right edge of a tree: enough to append leaves and to tell the root, in log2(size) hashes. */
export class CompactRange {
  #size: number;
  readonly #hashes: Buffer[];

  /** @throws when the number of hashes is not that of `size`. */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    if (!Number.isSafeInteger(size) || size < 0) throw new Error(`${size} is not a tree size`);
    if (hashes.length !== subtreeCount(size)) throw new Error(`a tree of ${size} has ${subtreeCount(size)} subtrees`);
    if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw new Error('a subtree hash is not 32 bytes long');
    this.#size = size;
    this.#hashes = hashes.map((hash) => Buffer.from(hash));
  }

  get size(): number {
    return this.#size;
  }

  /** Hashes of the perfect subtrees, largest first. */
  get hashes(): readonly Buffer[] {
    return this.#hashes;
  }

  append(leaf: Buffer, onSubtree?: OnSubtree): void {
    let subtree = leaf;
    let height = 0;
    onSubtree?.(height, subtree);
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      subtree = nodeHash(this.#hashes.pop() ?? EMPTY_ROOT, subtree);
      onSubtree?.(++height, subtree);
    }
    this.#hashes.push(subtree);
    this.#size++;
  }

  root(): Buffer {
    return foldRight(this.#hashes);
  }
}

/** Root of a whole list of leaf hashes, by the recursive definition of RFC 6962 section 2.1. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return EMPTY_ROOT;
  if (leaves.length === 1) return first;
  const split = largestPowerBelow(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** The largest power of two smaller than `size`, which must be above 1. */
export function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
