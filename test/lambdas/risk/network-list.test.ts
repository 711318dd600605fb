import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, parseAddress } from '../../../lambdas/risk/address.ts';
import { compileNetworks } from '../../../lambdas/risk/network-list.ts';

const block = (ip: string) => {
  const address = parseAddress(ip);
  return address && blockOf(address);
};
const holds = (list: string, ip: string) => {
  const address = parseAddress(ip);
  return address !== undefined && compileNetworks(list).contains(address);
};

describe('the block of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['0.0.0.0', '0.0.0.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:DB8:0001::', '2001:db8:1::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['::ffff:cb00:7107', '203.0.113.0/24'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0::/48'],
  ])('of %s is %s', (ip, expected) => expect(block(ip)).toBe(expected));

  it.each([undefined, '', '203.0.113', '203.0.113.256', 'localhost', '2001:db8::1::2', '203.0.113.7/24'])(
    '%s has none',
    (ip) => expect(parseAddress(ip)).toBeUndefined(),
  );
});

describe('a list of networks', () => {
  it('takes networks and addresses, comments and blank lines', () => {
    const list = '# exits\n203.0.113.0/25\n\n198.51.100.7   # one\r\n2001:db8::/32\n';

    expect(['203.0.113.127', '198.51.100.7', '2001:db8:ffff::1'].map((ip) => holds(list, ip))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['203.0.113.128', '198.51.100.8', '2001:db9::1'].map((ip) => holds(list, ip))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('makes ranges that touch or overlap one', () => {
    expect(compileNetworks('10.0.0.0/25\n10.0.0.128/25\n10.0.0.7\n10.0.2.0/24').size).toBe(2);
    expect(compileNetworks('0.0.0.0/0\n255.255.255.255').size).toBe(1);
    expect(compileNetworks('').size).toBe(0);
  });

  it('knows of IPv6 nothing finer than a /64', () => {
    expect(holds('2001:db8::1/128', '2001:db8::2')).toBe(true);
    expect(holds('2001:db8::1/128', '2001:db8:0:1::1')).toBe(false);
  });

  it.each([
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113/24',
    'exit.example',
    '::/129',
    '203.0.113.0/-1',
    '203.0.113.0/8.5',
  ])('fails whole where a line is no network: %s', (line) =>
    expect(() => compileNetworks(`10.0.0.0/8\n${line}\n`)).toThrow('line 2'),
  );

  it('agrees with the platform’s own list, of generated networks and addresses', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const network4 = fc.record({ bytes: fc.tuple(byte, byte, byte, byte), bits: fc.integer({ min: 1, max: 32 }) });
    const check = ({ bytes, bits }: { bytes: number[]; bits: number }, probe: number[]) => {
      const theirs = new BlockList();
      theirs.addSubnet(bytes.join('.'), bits);
      return theirs.check(probe.join('.'));
    };
    fc.assert(
      fc.property(fc.array(network4, { maxLength: 20 }), fc.tuple(byte, byte, byte, byte), (networks, probe) => {
        const list = networks.map(({ bytes, bits }) => `${bytes.join('.')}/${bits}`).join('\n');
        expect(holds(list, probe.join('.'))).toBe(networks.some((one) => check(one, probe)));
      }),
      { numRuns: 500 },
    );
  });
});
