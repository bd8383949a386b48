import { describe, expect, it } from 'vitest';
import { advised, messages } from './advising.js';

describe('multicast-peer', () => {
  const group = (rule: string, more = '') =>
    `groups: { lb: { egress: [${rule}${more}] } }\nhosts: { a: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [lb] } } } }`;

  it.each(['vrrp', 'igmp', 'ospf', 'udp/5353'])('is about %s to members of a group', async (allow) => {
    const rule = `{ allow: ${allow}, to: group:lb }`;
    expect(await advised('multicast-peer', group(rule))).toEqual([rule]);
  });

  it.each([
    ['where the multicast group is named', group('{ allow: vrrp, to: 224.0.0.18 }')],
    ['where another rule names it', group('{ allow: vrrp, to: self }', ', { allow: all, to: 224.0.0.0/24 }')],
    ['of IPv6 too', group("{ allow: vrrp, to: 'ff02::12' }")],
    ['where everything may leave', group('{ allow: all, to: anywhere }')],
    ['of a range that was not written for it', group('{ allow: udp/5000-6000, to: self }')],
  ])('is not given %s', async (_, text) => {
    expect(await advised('multicast-peer', text)).toEqual([]);
  });
});

describe('multicast-not-told', () => {
  const hosts = (first: string, second: string) => `
groups: { lb: { ingress: [{ allow: [vrrp, udp/5353], from: anywhere }] } }
hosts: { a: { interfaces: { one: { ${first}, groups: [lb] }, two: { ${second}, groups: [lb] } } } }
`;
  const v4 = 'match: addresses, addresses: [10.0.0.1]';

  it('says which devices to name', async () => {
    const text = hosts(v4, v4.replace('.1', '.2'));
    expect(await messages('multicast-not-told', text)).toEqual([
      "host 'a': incoming multicast and broadcast match none of 'one' and 'two', which are told apart only by address; their rules mention vrrp and mDNS (udp/5353)",
    ]);
  });

  it.each([
    ['one of them has a device', hosts(v4, 'addresses: [10.0.0.2]')],
    ['each has a family to itself', hosts(v4, "match: addresses, addresses: ['2001:db8::1']")],
    ['no rule speaks of it', hosts(v4, v4.replace('.1', '.2')).replace('[vrrp, udp/5353]', 'ssh')],
  ])('is not given where %s', async (_, text) => {
    expect(await messages('multicast-not-told', text)).toEqual([]);
  });
});
