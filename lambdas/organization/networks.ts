/** Sets of network addresses given as CIDR blocks: what two lists have in common, and whether one lies within another. */
import { isIPv4 } from 'node:net';
import { groupsOf } from '../risk/address.ts';

/** First and last address of a block, as a number of its family. */
interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const numberOf = (address: string): bigint =>
  isIPv4(address)
    ? address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
    : groupsOf(address).reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);

function rangeOf(block: string): Range {
  const [address = '', bits = ''] = block.split('/');
  const family = isIPv4(address) ? 4 : 6;
  const rest = BigInt((family === 4 ? 32 : 128) - Number(bits));
  const first = (numberOf(address) >> rest) << rest;
  return { family, first, last: first + (1n << rest) - 1n };
}

const isInside = (a: Range, b: Range): boolean => a.family === b.family && b.first <= a.first && a.last <= b.last;

/** Two blocks lie within each other or apart. */
const common = (a: Range, b: Range): Range[] => {
  if (isInside(a, b)) return [a];
  return isInside(b, a) ? [b] : [];
};

/** What every one of the lists holds. */
function intersection([list = [], ...others]: readonly (readonly string[])[]): Range[] {
  const start = list.map(rangeOf);
  return others.reduce(
    (held, other) => held.flatMap((range) => other.flatMap((block) => common(range, rangeOf(block)))),
    start,
  );
}

/** Whether the blocks together hold all of the range. */
function covers(blocks: readonly Range[], { family, first, last }: Range): boolean {
  let next = first;
  const inOrder = blocks.filter((block) => block.family === family).sort((a, b) => (a.first < b.first ? -1 : 1));
  for (const block of inOrder) {
    if (block.first > next) break;
    if (block.last >= next) next = block.last + 1n;
  }
  return next > last;
}

/** Whether every address that all of `inner` hold is one that all of `outer` hold. No list at all holds everything. */
export function isWithin(inner: readonly (readonly string[])[], outer: readonly (readonly string[])[]): boolean {
  if (inner.length === 0) return outer.length === 0;
  const ranges = intersection(inner);
  return outer.every((list) => {
    const blocks = list.map(rangeOf);
    return ranges.every((range) => covers(blocks, range));
  });
}
