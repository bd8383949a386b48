import { describe, expect, it } from 'vitest';
import { advised, messages, rule, webWith } from './advising.js';

const CODE = 'wide-port-range';

describe('more than 100 consecutive ports', () => {
  it.each([
    ['tcp/1000-1100 from anywhere', 'tcp/1000-1100, 101 consecutive ports (IPv4 and IPv6)'],
    ['udp/1000-2000 from 10.0.0.0/8', 'udp/1000-2000, 1001 consecutive ports (IPv4)'],
    ['tcp/0-65535 from 10.0.0.0/8', 'tcp, 65536 consecutive ports (IPv4)'],
    ['tcp/1-65534 from anywhere', 'tcp/1-65534, 65534 consecutive ports (IPv4 and IPv6)'],
    ['[tcp/1000-1050, tcp/1051-1100] from 10.0.0.1', 'tcp/1000-1100, 101 consecutive ports (IPv4)'],
    ['[tcp/1000-1080, tcp/1020-1100] from 10.0.0.1', 'tcp/1000-1100, 101 consecutive ports (IPv4)'],
  ])('%s', async (text, message) => {
    expect(await advised(CODE, webWith(text))).toEqual([rule(text)]);
    expect(await messages(CODE, webWith(text))).toEqual([`group 'web' opens ${message}`]);
  });

  it.each([
    ['tcp/1000-1099 from anywhere'],
    ['[tcp/1000-1080, tcp/1082-1150] from anywhere'],
    ['all from self'],
    ['all from 10.0.0.0/8'],
    ['icmp from anywhere-ipv4'],
    ['all from anywhere'],
    ['tcp from anywhere'],
    ['tcp/1-65535 from anywhere'],
  ])('not %s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([]);
  });

  it('says two halves once', async () => {
    const rules = ['https from anywhere', 'tcp/1000-1060 from 10.0.0.0/8', 'tcp/1061-1120 from 10.0.0.0/8'];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[1]!)} + ${rule(rules[2]!)}`]);
  });

  it('is not about ports that different peers use', async () => {
    expect(
      await advised(CODE, webWith('tcp/1000-1060 from 10.0.0.1', 'tcp/1061-1120 from 10.0.0.2')),
    ).toEqual([]);
  });

  it('follows one peer through ranges that begin and end with others', async () => {
    const rules = [
      'tcp/1000-1049 from 10.0.0.1',
      'tcp/1050-1099 from [10.0.0.1, 10.0.0.2]',
      'tcp/1100-1150 from 10.0.0.2',
    ];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[1]!)} + ${rule(rules[2]!)}`]);
    expect(await messages(CODE, webWith(...rules))).toEqual([
      "group 'web' opens tcp/1050-1150, 101 consecutive ports (IPv4)",
    ]);
  });

  it('says a range once where others have a part of it', async () => {
    const rules = [
      'tcp/1000-2000 from 10.0.0.0/8',
      'tcp/1500 from anywhere',
      'tcp/1000-2000 from "fd00::/8"',
    ];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[0]!)} + ${rule(rules[2]!)}`]);
  });

  it('is for those who may not use everything', async () => {
    const rules = ['all from 10.0.0.1', 'tcp/1000-2000 from 10.0.0.0/24'];
    expect(await advised(CODE, webWith(...rules))).toEqual([rule(rules[1]!)]);
  });
});
