/** Network addresses as numbers, and the block of the network that an address lies in. */
import { isIPv4, isIPv6 } from 'node:net';

/** An IPv4 address; or the upper half of an IPv6 one, for whoever has one address has all of its /64. */
export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

const valueOf4 = (text: string): number => text.split('.').reduce((value, byte) => value * 256 + Number(byte), 0);

const parts = (half: string | undefined): string[] => (half ? half.split(':') : []);

/** The eight groups of an IPv6 address; a dotted end is two of them (RFC 4291 §2.2). */
export function groupsOf(text: string): number[] {
  const end = text.slice(text.lastIndexOf(':') + 1);
  const four = isIPv4(end) ? valueOf4(end) : undefined;
  const plain =
    four === undefined
      ? text
      : `${text.slice(0, -end.length)}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
  const [head, tail] = plain.split('::');
  const [left, right] = [parts(head), parts(tail)];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

/** `undefined` for what is no address. An IPv4 address that is written in IPv6 is an IPv4 address (RFC 4291 §2.5.5.2). */
export function parseAddress(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  if (isIPv4(text)) return { family: 4, value: valueOf4(text) };
  const [plain = ''] = text.split('%', 1);
  if (!isIPv6(plain)) return undefined;
  const groups = groupsOf(plain);
  const [g6 = 0, g7 = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return { family: 4, value: g6 * 65_536 + g7 };
  const upper = groups.slice(0, 4).reduce((value, group) => value * 65_536n + BigInt(group), 0n);
  return { family: 6, value: upper };
}

/** An IPv4 address as text, however it was written. */
export const dotted = (value: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');

/** The network that a person's next address is likely to be in too: a /24, or a /48 (RFC 6177). */
export function blockOf(address: Address): string {
  if (address.family === 4) return `${dotted(address.value - (address.value % 256))}/24`;
  const group = (index: bigint) => ((address.value >> (48n - 16n * index)) & 0xffffn).toString(16);
  return `${group(0n)}:${group(1n)}:${group(2n)}::/48`;
}
