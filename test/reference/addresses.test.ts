import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { contains, formatAddress, inRange, readAddress, readRange } from './addresses.js';
import { randomAddress, randomAddressIn, randomFamily, randomPeerAddress } from './generate-addresses.js';
import { Random } from './random.js';

test.each([
  ['0.0.0.0', 0n, '0.0.0.0'],
  ['10.0.1.255', 0x0a0001ffn, '10.0.1.255'],
  ['255.255.255.255', 0xffffffffn, '255.255.255.255'],
  ['::', 0n, '::'],
  ['::1', 1n, '::1'],
  ['2001:DB8::10', 0x20010db8000000000000000000000010n, '2001:db8::10'],
  ['1:0:0:2:0:0:0:3', 0x00010000000000020000000000000003n, '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', 0x00010000000200030004000500060007n, '1:0:2:3:4:5:6:7'],
  ['fe80::', 0xfe800000000000000000000000000000n, 'fe80::'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', (1n << 128n) - 1n, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
])('%s is %s, written %s', (text, value, written) => {
  expect(readAddress(text).value).toBe(value);
  expect(formatAddress(readAddress(text))).toBe(written);
});

/** Node's own matcher is a third opinion, that neither this folder nor the compiler has a part in. */
function nodeContains(range: string, address: string): boolean {
  const family = range.includes(':') ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  const [first, last] = range.split('-') as [string, string?];
  const [network, length] = first.split('/') as [string, string?];
  if (last !== undefined) list.addRange(first, last, family);
  else if (length === undefined) list.addAddress(network, family);
  else list.addSubnet(formatAddress({ family, value: readRange(range).first }), Number(length), family);
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

test('ranges hold the same addresses as node:net says', () => {
  const random = new Random(1);
  const tries = random.times(3_000, () => {
    // Of one family: node takes an IPv4 address for its IPv4-mapped one, which is in ::/0.
    const family = randomFamily(random);
    const range = randomPeerAddress(random, family);
    return [
      range,
      random.chance(0.5) ? randomAddressIn(random, range) : randomAddress(random, family),
    ] as const;
  });
  expect(tries.filter((one) => inRange(...one) !== nodeContains(...one))).toEqual([]);
});

test('a range ends where it ends', () => {
  const range = readRange('10.0.0.4/30');
  const around = [range.first - 1n, range.first, range.last, range.last + 1n];
  expect(around.map((value) => contains(range, { family: 'ipv4', value }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
