import { describe, expect, test } from 'vitest';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { parseAddressRange } from '../../src/address/parse.js';
import { formatInterval } from '../../src/address/space.js';

function read(text: string): string {
  const parsed = parseAddressRange(text);
  if (!parsed.ok) return `refused: ${parsed.fault.problem}`;
  const { range } = parsed;
  const shown = range.family === 'ipv4' ? formatInterval(ipv4, range) : formatInterval(ipv6, range);
  return range.hostBits ? `${shown} (masked)` : shown;
}

describe('addresses that are read', () => {
  test.each([
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['10.1.2.3', '10.1.2.3'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.1.2.3/32', '10.1.2.3'],
    ['10.0.0.1-10.0.0.9', '10.0.0.1-10.0.0.9'],
    ['10.0.0.0-10.0.0.255', '10.0.0.0/24'],
    ['10.0.0.7 - 10.0.0.7', '10.0.0.7'],
    ['::', '::'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['fe80::1-fe80::ff', 'fe80::1-fe80::ff'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('fact 11: bits behind the length do not count, and are told', () => {
  test.each([
    ['100.68.0.18/18', '100.68.0.0/18 (masked)'],
    ['10.0.0.1/0', '0.0.0.0/0 (masked)'],
    ['2001:db8::1/64', '2001:db8::/64 (masked)'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('addresses that are refused', () => {
  test.each([
    ['010.1.1.1', /leading zero/],
    ['1.2.3', /3 of the four/],
    ['1.2.3.4.5', /5 of the four/],
    ['256.1.1.1', /above 255/],
    ['1.2.3.1000', /above 255/],
    ['10/8', /shortened/],
    ['10.1/16', /shortened/],
    ['10.0.0.0/33', /not a prefix length/],
    ['10.0.0.0/', /not a prefix length/],
    ['10.0.0.0/08', /not a prefix length/],
    ['10.0.0.0/-1', /not an IP address|not a prefix length/],
    ['10.0.0.0/8/8', /not a prefix length/],
    ['2001:db8::/129', /not a prefix length/],
    ['0x0a000001', /hexadecimal/],
    ['167772161', /1 of the four/],
    ['fe80::1%eth0', /zone/],
    ['::1.2.3.4', /embeds an IPv4/],
    ['::ffff:102:304', /IPv4-mapped/],
    ['2001:db8:::1', /not an IPv6/],
    ['2001:db8', /not an IPv6/],
    ['12345::', /not an IPv6/],
    ['10.0.0.9-10.0.0.1', /ends before it begins/],
    ['10.0.0.1-::1', /mixes IPv4 and IPv6/],
    ['10.0.0.1-', /not an IP address/],
    ['10.0.0.1-10.0.0.2-10.0.0.3', /not an IP address/],
    ['10.0.0.0/8-10.0.0.9', /not an IP address/],
    ['', /not an IP address/],
    [' 10.0.0.1', /not an IP address/],
    ['10.0.0.1\n', /not an IP address/],
    ['１０.0.0.1', /not an IP address/],
  ])('%j', (text, problem) => expect(read(text)).toMatch(problem));
});
