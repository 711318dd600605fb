/**
 * A list of networks, one a line, as sorted ranges: an address is found by halving. Blank lines and what follows `#` are
 * left out. A line that is no network fails the whole list: half a list would look like a whole one.
 */
import { isIP } from 'node:net';
import { type Address, parseAddress } from './address.ts';

/** Sixteen times the published ranges of the large clouds. */
const MAX_NETWORKS = 1_000_000;

export interface NetworkList {
  /** How many ranges are left when those that touch are one. */
  readonly size: number;
  contains(address: Address): boolean;
}

interface Range<T> {
  readonly from: T;
  readonly to: T;
}

const BITS = { 4: 32, 6: 128 } as const;

function rangeOf(network: string): Range<number> | Range<bigint> | undefined {
  const [base = '', length] = network.split('/');
  const family = isIP(base);
  const address = parseAddress(base);
  if ((family !== 4 && family !== 6) || address?.family !== family) return undefined;
  const bits = length === undefined ? BITS[family] : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > BITS[family] || length === '') return undefined;
  if (address.family === 4) {
    const size = 2 ** (32 - bits);
    const from = Math.floor(address.value / size) * size;
    return { from, to: from + size - 1 };
  }
  // Nothing in a list is finer than a /64: the rest of it has the same owner.
  const below = BigInt(Math.max(0, 64 - bits));
  const from = (address.value >> below) << below;
  return { from, to: from + (1n << below) - 1n };
}

/** Sorted, and those that overlap or touch made one. */
function merge<T extends number | bigint>(ranges: Range<T>[], next: (value: T) => T): Range<T>[] {
  ranges.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: { from: T; to: T }[] = [];
  for (const { from, to } of ranges) {
    const last = merged.at(-1);
    if (!last || from > next(last.to)) merged.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return merged;
}

/** The index of the last range that begins at or before the value; -1 where there is none. */
function lastFrom<T extends number | bigint>(
  starts: { readonly length: number; [index: number]: T },
  value: T,
): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = starts[middle];
    if (start !== undefined && start <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const holds = <T extends number | bigint>(
  starts: { readonly length: number; [index: number]: T },
  ends: { readonly [index: number]: T | undefined },
  value: T,
): boolean => {
  const end = ends[lastFrom(starts, value)];
  return end !== undefined && value <= end;
};

/** @throws where a line is no network, or there are too many. */
export function compileNetworks(text: string): NetworkList {
  const ranges4: Range<number>[] = [];
  const ranges6: Range<bigint>[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const network = (line.split('#', 1)[0] ?? '').trim();
    if (network === '') continue;
    const range = rangeOf(network);
    if (!range) throw new Error(`line ${index + 1} is no network`);
    if (typeof range.from === 'number') ranges4.push(range as Range<number>);
    else ranges6.push(range as Range<bigint>);
    if (ranges4.length + ranges6.length > MAX_NETWORKS) throw new Error(`more than ${MAX_NETWORKS} networks`);
  }
  const [merged4, merged6] = [merge(ranges4, (value) => value + 1), merge(ranges6, (value) => value + 1n)];
  const starts4 = Uint32Array.from(merged4, ({ from }) => from);
  const ends4 = Uint32Array.from(merged4, ({ to }) => to);
  const starts6 = BigUint64Array.from(merged6.map(({ from }) => from));
  const ends6 = BigUint64Array.from(merged6.map(({ to }) => to));
  return {
    size: merged4.length + merged6.length,
    contains: (address) =>
      address.family === 4 ? holds(starts4, ends4, address.value) : holds(starts6, ends6, address.value),
  };
}
