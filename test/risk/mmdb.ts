/** Writes a small database in MaxMind's form (MaxMind DB File Format Specification 2.0), for tests of what reads it. */
import { isIPv4 } from 'node:net';

export type Entry = string | number | readonly Entry[] | { readonly [name: string]: Entry };

const TYPE = { utf8: 2, double: 3, uint16: 5, uint32: 6, map: 7, array: 11 } as const;

/** Sizes up to 28 stand in the control byte itself; longer texts are not needed here. */
function control(type: number, size: number): Buffer {
  if (size > 28) throw new Error('too long for this writer');
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (!Number.isInteger(value) || value < 0) {
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(TYPE.double, 8), bytes]);
  }
  const small = value < 65_536;
  bytes.writeUInt32BE(value);
  return Buffer.concat([control(small ? TYPE.uint16 : TYPE.uint32, small ? 2 : 4), bytes.subarray(small ? 2 : 0, 4)]);
}

function encode(value: Entry): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(TYPE.utf8, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return encodeNumber(value);
  if (Array.isArray(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
  const members = Object.entries(value);
  return Buffer.concat([
    control(TYPE.map, members.length),
    ...members.flatMap(([name, one]) => [encode(name), encode(one)]),
  ]);
}

/** The bits of an IPv4 address under ::/96, of any other from its first. */
function bitsOf(address: string): number[] {
  const bytes = isIPv4(address)
    ? [...Array.from({ length: 12 }, () => 0), ...address.split('.').map(Number)]
    : groupsOf(address).flatMap((group) => [group >> 8, group & 255]);
  return bytes.flatMap((byte) => Array.from({ length: 8 }, (_, index) => (byte >> (7 - index)) & 1));
}

function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const [left, right] = [head, tail].map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => '0');
  return [...(left ?? []), ...zeros, ...(right ?? [])].map((group) => Number.parseInt(group, 16));
}

/** A node's two ways: to another node, to the data of an entry, or nowhere. */
type Way = { readonly node: number } | { readonly entry: number } | undefined;

/** @param networks CIDR → what is known of it; none lies within another. */
export function writeMmdb(networks: Readonly<Record<string, Entry>>): Buffer {
  const nodes: [Way, Way][] = [[undefined, undefined]];
  const entries = Object.values(networks).map(encode);
  for (const [index, network] of Object.keys(networks).entries()) {
    const [address = '', length = '0'] = network.split('/');
    const bits = bitsOf(address).slice(0, Number(length) + (isIPv4(address) ? 96 : 0));
    let at = 0;
    for (const [depth, bit] of bits.entries()) {
      const node = nodes[at];
      if (!node) throw new Error('a network lies within another');
      const way = node[bit];
      if (depth === bits.length - 1) node[bit] = { entry: index };
      else if (way && 'node' in way) at = way.node;
      else {
        node[bit] = { node: nodes.length };
        at = nodes.length;
        nodes.push([undefined, undefined]);
      }
    }
  }
  const offsets = entries.map((_, index) => entries.slice(0, index).reduce((sum, one) => sum + one.length, 0));
  const record = (way: Way): number => {
    if (!way) return nodes.length;
    return 'node' in way ? way.node : nodes.length + 16 + (offsets[way.entry] ?? 0);
  };
  const tree = Buffer.alloc(nodes.length * 8);
  for (const [index, ways] of nodes.entries()) {
    tree.writeUInt32BE(record(ways[0]), index * 8);
    tree.writeUInt32BE(record(ways[1]), index * 8 + 4);
  }
  const metadata = encode({
    node_count: nodes.length,
    record_size: 32,
    ip_version: 6,
    database_type: 'Test-City',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_767_225_600,
    description: { en: 'Made for tests' },
  });
  const mark = Buffer.concat([Buffer.from('abcdef', 'hex'), Buffer.from('MaxMind.com')]);
  return Buffer.concat([tree, Buffer.alloc(16), ...entries, mark, metadata]);
}
