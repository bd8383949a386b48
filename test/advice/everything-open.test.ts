import { describe, expect, it } from 'vitest';
import { advised, messages, rule, webWith } from './advising.js';

const CODE = 'everything-open';

describe('everything open to the world', () => {
  it.each([
    ['all from anywhere', 'all traffic to the internet (IPv4 and IPv6)'],
    ['all from anywhere-ipv6', 'all traffic to the internet (IPv6)'],
    ['all from list:world', 'all traffic to the internet (IPv4 and IPv6)'],
    ['all from [10.0.0.0/8, 0.0.0.0/0]', 'all traffic to the internet (IPv4)'],
    ['tcp from anywhere-ipv4', 'every TCP port to the internet (IPv4)'],
    ['tcp/0-65535 from anywhere-ipv4', 'every TCP port to the internet (IPv4)'],
    ['tcp/1-65535 from anywhere-ipv4', 'every TCP port to the internet (IPv4)'],
    ['udp from anywhere-ipv4', 'every UDP port to the internet (IPv4)'],
    ['[tcp, udp] from anywhere-ipv4', 'every TCP and UDP port to the internet (IPv4)'],
    ['[tcp/0-1023, tcp/1024-65535] from anywhere-ipv4', 'every TCP port to the internet (IPv4)'],
  ])('%s', async (text, message) => {
    expect(await advised(CODE, webWith(text))).toEqual([rule(text)]);
    expect(await messages(CODE, webWith(text))).toEqual([`group 'web' opens ${message}`]);
  });

  it.each([
    ['all from self'],
    ['all from 10.0.0.0/8'],
    ['all from 0.0.0.0/1'],
    ['tcp/2-65535 from anywhere'],
    ['tcp/1-65534 from anywhere'],
    ['icmp from anywhere-ipv4'],
    ['[http, https] from anywhere'],
  ])('not %s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([]);
  });

  it('is not for egress, written or implied', async () => {
    expect(
      await advised(CODE, 'groups: { web: { egress: [{ allow: all, to: anywhere }] }, other: }'),
    ).toEqual([]);
  });

  it('finds what several rules do together', async () => {
    const ports = ['ssh from anywhere', 'tcp/0-30000 from anywhere-ipv4', 'tcp/30001-65535 from 0.0.0.0/0'];
    expect(await advised(CODE, webWith(...ports))).toEqual([`${rule(ports[1]!)} + ${rule(ports[2]!)}`]);
    const halves = ['all from 0.0.0.0/1', 'all from 128.0.0.0/1'];
    expect(await advised(CODE, webWith(...halves))).toEqual([`${rule(halves[0]!)} + ${rule(halves[1]!)}`]);
  });

  it('finds the same ports left open by halves of the world only where they meet', async () => {
    const rules = ['tcp/0-40000 from 0.0.0.0/1', 'tcp/30000-65535 from 128.0.0.0/1'];
    expect(await advised(CODE, webWith(...rules))).toEqual([]);
  });
});
