/**
 * Which addresses a request of ours may go to (security.md, row 14): those of the public Internet, and nothing that the
 * registries of IANA set aside. A name of the customer's must not lead to our own network, or to the metadata of AWS.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IANA IPv4 Special-Purpose Address Registry, multicast, and what is reserved. */
const SET_ASIDE_4: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** All that is handed out for use on the Internet (RFC 4291 §2.4): outside lie v4-mapped, NAT64, ULA and link-local. */
const GLOBAL_6: readonly [string, number] = ['2000::', 3];
/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, which carries an IPv4 address. */
const SET_ASIDE_6: readonly (readonly [network: string, bits: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const setAside = new BlockList();
for (const [network, bits] of SET_ASIDE_4) setAside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of SET_ASIDE_6) setAside.addSubnet(network, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet(...GLOBAL_6, 'ipv6');

/** @param address as a resolver gives it, without brackets. One with a zone is of a link, and so never public. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !setAside.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !setAside.check(address, 'ipv6');
}
