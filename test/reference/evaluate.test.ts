import { describe, expect, test } from 'vitest';
import { allowed } from './evaluate.js';
import type { Definition } from './model.js';
import {
  inbound,
  ingress,
  outbound,
  ownAddresses,
  situation,
  why,
  withEgress,
  withIngress,
} from './situation.js';

type Table = readonly (readonly [definition: Definition, packet: string, expected: boolean])[];

const passes = (definition: Definition, packet: string, make = inbound) =>
  allowed({ seed: 0, definition }, make(packet));

function proves(fact: string, table: Table, make = inbound): void {
  describe(fact, () => {
    test.each(table)(`%j: %s → %s`, (definition, packet, expected) => {
      expect(passes(definition, packet, make)).toBe(expected);
    });
  });
}

const ssh = ingress('ssh', '10.0.0.0/8');
const twoGroups = situation(
  {
    groups: {
      g: { ingress: [{ allow: 'ssh', from: '10.0.0.1' }] },
      h: { ingress: [{ allow: 'http', from: 'anywhere' }] },
    },
  },
  {
    interfaces: {
      eth0: { addresses: ownAddresses, groups: ['g', 'h'] },
      eth1: { addresses: [], groups: ['h'] },
    },
  },
);

proves('fact 1: rules only allow, and all groups of an interface are one union', [
  [ssh, '10.1.2.3 tcp/22', true],
  [ssh, '10.1.2.3 tcp/23', false],
  [withIngress([]), '10.1.2.3 tcp/22', false],
  [situation({ groups: { g: {} } }), '10.1.2.3 tcp/22', false],
  [twoGroups, '10.0.0.1 tcp/22', true],
  [twoGroups, '10.0.0.2 tcp/80', true],
  [twoGroups, '10.0.0.2 tcp/22', false],
]);

test('fact 2: groups attach to interfaces, not to the host', () => {
  expect(passes(twoGroups, '10.0.0.1 tcp/22', (text) => inbound(text, 'eth1'))).toBe(false);
  expect(passes(twoGroups, '10.0.0.1 tcp/80', (text) => inbound(text, 'eth1'))).toBe(true);
});

proves(
  'fact 3: egress left out lets everything out, an empty one nothing',
  [
    [situation({ groups: { g: {} } }), '203.0.113.9 protocol/99', true],
    [situation({ groups: { g: {} } }), '2001:db8::9 tcp/443', true],
    [withEgress([]), '203.0.113.9 tcp/443', false],
    [withEgress([{ allow: 'https', to: '203.0.113.9' }]), '203.0.113.9 tcp/443', true],
    [withEgress([{ allow: 'https', to: '203.0.113.9' }]), '203.0.113.8 tcp/443', false],
    [withEgress([{ allow: 'https', to: '203.0.113.9' }]), '203.0.113.9 tcp/444', false],
  ],
  outbound,
);

const other = { interfaces: { eth0: { addresses: ['10.0.0.7', '2001:db8::7'] } } };
const byDefault = situation({ hosts: { other } }, { interfaces: { eth0: { addresses: ownAddresses } } });
const others = situation({ groups: { g: { ingress: [] } }, hosts: { other } });

proves('fact 4: `default` admits its own members, and only where it is carried', [
  [byDefault, '10.0.0.7 tcp/1', true],
  [byDefault, '2001:db8::7 protocol/99', true],
  [byDefault, '10.0.0.8 tcp/1', false],
  [others, '10.0.0.7 tcp/1', false],
]);

const trusting = situation(
  { hosts: { other: { interfaces: { eth0: { addresses: ['10.0.0.7'], trusted: true } } } } },
  { interfaces: { eth0: { addresses: ownAddresses } } },
);
proves('a trusted interface carries no group, not even `default`', [[trusting, '10.0.0.7 tcp/1', false]]);

proves('fact 6: ports of protocols other than TCP and UDP are ignored; -1 is everything', [
  [ingress('all', '10.0.0.1'), '10.0.0.1 protocol/253', true],
  [ingress('all', '10.0.0.1'), '10.0.0.1 icmp/8', true],
  [ingress('esp', '10.0.0.1'), '10.0.0.1 protocol/50', true],
  [ingress('esp', '10.0.0.1'), '10.0.0.1 protocol/99', false],
  [ingress('tcp', 'anywhere'), '10.0.0.1 udp/1', false],
  [ingress('protocol/6', 'anywhere'), '10.0.0.1 tcp/65535', true],
  [ingress('protocol/1', 'anywhere'), '10.0.0.1 icmp/13/4', true],
  [ingress('protocol/58', 'anywhere'), '2001:db8::1 icmpv6/128', true],
  [ingress(['ah', 'igmp'], 'anywhere'), '10.0.0.1 protocol/2', true],
]);

proves('fact 8: an ICMP type and code, or a type with any code', [
  [ingress('icmp/8/0', 'anywhere'), '10.0.0.1 icmp/8/0', true],
  [ingress('icmp/8/0', 'anywhere'), '10.0.0.1 icmp/8/1', false],
  [ingress('icmp/8', 'anywhere'), '10.0.0.1 icmp/8/255', true],
  [ingress('icmp/8', 'anywhere'), '10.0.0.1 icmp/13/0', false],
  [ingress('icmp/echo-request', 'anywhere'), '10.0.0.1 icmp/8/3', true],
  [ingress('icmpv6/echo-request/0', 'anywhere'), '2001:db8::1 icmpv6/128/0', true],
  [ingress('icmpv6/echo-request/0', 'anywhere'), '2001:db8::1 icmpv6/128/1', false],
]);

proves('fact 9: ports from 0 to 65535, both ends included', [
  [ingress('tcp/0', 'anywhere'), '10.0.0.1 tcp/0', true],
  [ingress('tcp/0', 'anywhere'), '10.0.0.1 tcp/1', false],
  [ingress('udp/10-12', 'anywhere'), '10.0.0.1 udp/9', false],
  [ingress('udp/10-12', 'anywhere'), '10.0.0.1 udp/10', true],
  [ingress('udp/10-12', 'anywhere'), '10.0.0.1 udp/12', true],
  [ingress('udp/10-12', 'anywhere'), '10.0.0.1 udp/13', false],
  [ingress('udp/10-12', 'anywhere'), '10.0.0.1 tcp/11', false],
  [ingress('tcp/0-65535', 'anywhere'), '2001:db8::1 tcp/65535', true],
]);

proves('fact 10: a peer matches its own family only, and so do ICMP and ICMPv6', [
  [ingress('all', '0.0.0.0/0'), '2001:db8::1 tcp/1', false],
  [ingress('all', '::/0'), '10.0.0.1 tcp/1', false],
  [ingress('all', 'anywhere-ipv4'), '2001:db8::1 tcp/1', false],
  [ingress('all', 'anywhere-ipv6'), '2001:db8::1 tcp/1', true],
  [ingress('all', 'anywhere'), '10.0.0.1 tcp/1', true],
  [ingress('icmp', 'anywhere'), '2001:db8::1 icmpv6/128', false],
  [ingress('icmpv6', 'anywhere'), '10.0.0.1 icmp/8', false],
]);

proves('fact 11: bits behind a prefix length do not count; ranges include both ends', [
  [ingress('all', '10.0.0.6/30'), '10.0.0.3 tcp/1', false],
  [ingress('all', '10.0.0.6/30'), '10.0.0.4 tcp/1', true],
  [ingress('all', '10.0.0.6/30'), '10.0.0.7 tcp/1', true],
  [ingress('all', '10.0.0.6/30'), '10.0.0.8 tcp/1', false],
  [ingress('all', '10.0.0.3-10.0.0.9'), '10.0.0.2 tcp/1', false],
  [ingress('all', '10.0.0.3-10.0.0.9'), '10.0.0.9 tcp/1', true],
  [ingress('all', '2001:db8::/127'), '2001:db8::1 tcp/1', true],
  [ingress('all', '2001:db8::/127'), '2001:db8::2 tcp/1', false],
  [ingress('all', '128.0.0.0/1'), '127.255.255.255 tcp/1', false],
  [ingress('all', '2001:db8::ffff'), '2001:db8::1:0 tcp/1', false],
]);

const cycle = situation({
  groups: {
    g: {
      ingress: [
        { allow: 'tcp/1', from: 'group:h' },
        { allow: 'tcp/2', from: 'self' },
      ],
      members: ['10.0.0.16/31'],
    },
    h: { ingress: [{ allow: 'tcp/3', from: 'group:g' }], members: ['10.0.0.32'] },
    empty: {},
  },
  hosts: { other: { interfaces: { eth0: { addresses: ['10.0.0.7', '2001:db8::7'], groups: ['h'] } } } },
});

proves('fact 12: a group as peer is its interfaces and members, never its rules', [
  [cycle, '10.0.0.7 tcp/1', true],
  [cycle, '2001:db8::7 tcp/1', true],
  [cycle, '10.0.0.32 tcp/1', true],
  [cycle, '10.0.0.7 tcp/2', false],
  [cycle, '10.0.0.17 tcp/2', true],
  [cycle, '10.0.0.18 tcp/2', false],
  [cycle, '10.0.0.16 tcp/3', false],
  [
    situation({ groups: { g: { ingress: [{ allow: 'all', from: 'group:e' }] }, e: {} } }),
    '10.0.0.1 tcp/1',
    false,
  ],
]);

const list = (entries: readonly string[]) =>
  situation({ prefixLists: { l: entries }, groups: { g: { ingress: [{ allow: 'all', from: 'list:l' }] } } });

proves('fact 14: a list matches what stands in it, and an empty one nothing', [
  [list(['10.0.0.0/30', '10.0.0.2', '10.0.0.4/31', '2001:db8::/126']), '10.0.0.5 tcp/1', true],
  [list(['10.0.0.0/30', '10.0.0.2', '10.0.0.4/31', '2001:db8::/126']), '10.0.0.6 tcp/1', false],
  [list(['10.0.0.0/30', '10.0.0.2', '10.0.0.4/31', '2001:db8::/126']), '2001:db8::3 tcp/1', true],
  [list([]), '10.0.0.1 tcp/1', false],
]);

const services = (allow: string) =>
  situation({
    services: { metrics: ['tcp/9100', 'tcp/9200-9300'], both: ['metrics', 'dns'] },
    groups: { g: { ingress: [{ allow, from: 'anywhere' }] } },
  });

proves('console presets and services stand for all of their entries', [
  [services('dns'), '10.0.0.1 tcp/53', true],
  [services('dns'), '10.0.0.1 udp/53', true],
  [services('winrm'), '10.0.0.1 tcp/5986', true],
  [services('winrm'), '10.0.0.1 tcp/5987', false],
  [services('metrics'), '10.0.0.1 tcp/9300', true],
  [services('metrics'), '10.0.0.1 tcp/9199', false],
  [services('both'), '10.0.0.1 tcp/9100', true],
  [services('both'), '10.0.0.1 udp/53', true],
]);

test('the explanation names the rule', () => {
  expect(why(ssh, inbound('10.1.2.3 tcp/22'))).toBe(
    `allowed: group 'g', ingress {"allow":"ssh","from":"10.0.0.0/8"}`,
  );
  expect(why(ssh, inbound('10.1.2.3 tcp/23'))).toBe('refused: no ingress rule of g matches');
});
