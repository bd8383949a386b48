import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/lab/model.js';
import { deriveProbes } from '../../../src/lab/probes/derive.js';
import { inRange } from '../../reference/addresses.js';
import { probedHosts } from '../probed.js';

/** Every corner of a definition with one group on the host `dut`, which nothing leaves. */
async function cornersOf(rule: string, settings = ''): Promise<readonly Probe[]> {
  const hosts = await probedHosts(`
groups:
  web: { ingress: [ ${rule} ], egress: [] }
hosts:
  dut: { ${settings} interfaces: { eth0: { addresses: [10.0.0.1, '2001:db8:1::1'], groups: [web] } } }
  other: { interfaces: { eth0: { addresses: [10.0.0.9], groups: [web] } } }
`);
  return deriveProbes(hosts, { count: undefined, seed: 1 }).filter(({ to }) => to.host === 'dut');
}

const ofRule = (probes: readonly Probe[]) =>
  probes.filter(({ purpose }) => purpose.endsWith("ingress rule 1 of group 'web'"));
const distinct = <T>(items: readonly T[]) => [...new Set(items)].sort();
const peersOf = (probes: readonly Probe[]) => distinct(probes.map(({ from }) => from.address));
const loads = (probes: readonly Probe[]) =>
  distinct(probes.map(({ traffic }) => Object.values(traffic).join('/')));

describe('the corners of one rule', () => {
  it('are its first and last port and the ports beside, from a peer', async () => {
    const probes = ofRule(await cornersOf('{ allow: tcp/8000-8010, from: 203.0.113.0/24 }'));
    const fromPeers = probes.filter(({ from }) => inRange('203.0.113.0/24', from.address));
    expect(loads(fromPeers)).toEqual(['tcp/7999', 'tcp/8000', 'tcp/8010', 'tcp/8011', 'udp/8000']);
  });

  it('are its first and last peer and the addresses beside, at a port of its', async () => {
    const probes = ofRule(await cornersOf('{ allow: tcp/8000-8010, from: 203.0.113.0/24 }'));
    const open = probes.filter(({ traffic }) =>
      ['tcp/8000', 'tcp/8010'].includes(Object.values(traffic).join('/')),
    );
    expect(peersOf(open)).toEqual(
      expect.arrayContaining(['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0']),
    );
    expect(peersOf(open).filter((address) => !inRange('203.0.113.0/24', address))).toEqual([
      '203.0.112.255',
      '203.0.114.0',
    ]);
  });

  it('are tried by peers of one entry alone where two are next to each other', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `203.0.113.${at * 4}`);
    const one = '203.0.113.82';
    const probes = await cornersOf(
      `{ allow: tcp/100-200, from: [${many.join(', ')}] }, { allow: tcp/150-300, from: ${one} }`,
    );
    const tried = (port: number, peers: readonly string[]) =>
      probes.some(
        ({ traffic, from }) =>
          traffic.kind === 'tcp' && traffic.port === port && peers.includes(from.address),
      );
    expect([149, 150].map((port) => tried(port, [one]))).toEqual([true, true]);
    expect([200, 201].map((port) => tried(port, many))).toEqual([true, true]);
  });

  it('say in words what they are', async () => {
    const probes = await cornersOf('{ allow: tcp/8000-8010, from: 203.0.113.0/24 }');
    expect(probes.map(({ purpose }) => purpose)).toEqual(
      expect.arrayContaining([
        "first port of ingress rule 1 of group 'web'",
        "the port below those of ingress rule 1 of group 'web'",
        "last address of ingress rule 1 of group 'web'",
        "the address above those of ingress rule 1 of group 'web'",
        "no ingress rule of 'dut' names it",
      ]),
    );
  });

  it('are the same address for address in IPv6', async () => {
    const probes = ofRule(await cornersOf("{ allow: udp/53, from: '2001:db8:40::/48' }"));
    expect(loads(probes)).toEqual(['tcp/53', 'udp/52', 'udp/53', 'udp/54']);
    expect(peersOf(probes)).toEqual(
      expect.arrayContaining([
        '2001:db8:3f:ffff:ffff:ffff:ffff:ffff',
        '2001:db8:40::',
        '2001:db8:40:ffff:ffff:ffff:ffff:ffff',
        '2001:db8:41::',
      ]),
    );
  });

  it('of one ICMP code are the codes beside it', async () => {
    const probes = ofRule(await cornersOf('{ allow: icmp/13/4, from: 203.0.113.0/24 }'));
    expect(loads(probes)).toEqual(['icmp/13/3', 'icmp/13/4', 'icmp/13/5']);
  });

  it('of an ICMP type are its first and last code', async () => {
    const probes = ofRule(await cornersOf('{ allow: icmp/echo-request, from: 203.0.113.0/24 }'));
    expect(loads(probes)).toEqual(['echo', 'icmp/8/255']);
  });

  it('of ICMPv6 are messages too that begin no flow and need none', async () => {
    const probes = ofRule(await cornersOf("{ allow: icmpv6/134, from: '2001:db8:40::/48' }"));
    expect(loads(probes)).toEqual(['icmp/133/255', 'icmp/134/0', 'icmp/134/255', 'icmp/135/0']);
  });

  it('of ICMP messages that are invalid without a flow are none', async () => {
    expect(ofRule(await cornersOf('{ allow: [icmp/3, icmp/5/1], from: 203.0.113.0/24 }'))).toEqual([]);
  });

  it('of every protocol are all that can be sent', async () => {
    const probes = ofRule(await cornersOf('{ allow: all, from: 203.0.113.0/24 }'));
    const kinds = ['echo', 'icmp/13/0', 'icmp/15/0', 'icmp/17/0', 'tcp/1', 'tcp/65535', 'udp/1', 'udp/65535'];
    const portless = [2, 51, 47, 50, 88, 89, 99, 112, 115, 253].map((protocol) => `protocol/${protocol}`);
    expect(loads(probes)).toEqual(distinct([...kinds, ...portless]));
  });
});

describe('where sockets cannot speak', () => {
  it('the nearest address that can takes the place of the edge', async () => {
    const probes = ofRule(await cornersOf('{ allow: tcp/22, from: anywhere }'));
    expect(peersOf(probes)).toEqual(
      expect.arrayContaining([
        '1.0.0.0',
        '255.255.255.254',
        '::2',
        'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      ]),
    );
  });

  it('nobody is tried in their place if a rule names none else', async () => {
    const probes = await cornersOf('{ allow: tcp/22, from: [127.0.0.0/8, 224.0.0.0/4] }');
    expect(ofRule(probes)).toEqual([]);
  });

  it('port 0 is not tried, and a port above 65535 neither', async () => {
    const probes = await cornersOf('{ allow: [tcp/0, udp/0-65535, tcp/65535], from: 203.0.113.0/24 }');
    const ports = probes.map(({ traffic }) => ('port' in traffic ? traffic.port : 1));
    expect(ports.every((port) => port >= 1 && port <= 65_535)).toBe(true);
    expect(loads(ofRule(probes))).toEqual(
      expect.arrayContaining(['udp/1', 'udp/65535', 'tcp/65534', 'tcp/65535']),
    );
  });

  it('a peer that is a host speaks itself, and no host speaks to itself', async () => {
    const probes = ofRule(await cornersOf('{ allow: tcp/22, from: [self, 10.0.0.8] }'));
    expect(distinct(probes.map(({ from }) => `${from.host} ${from.address}`))).toEqual(
      expect.arrayContaining([
        'other 10.0.0.9',
        'undefined 10.0.0.8',
        'undefined 10.0.0.10',
        'undefined 10.0.0.7',
      ]),
    );
  });
});

describe('what rules forget', () => {
  it('is tried: the other family, the other protocols', async () => {
    const probes = await cornersOf('{ allow: tcp/22, from: 0.0.0.0/0 }');
    const ofFamily = (family: string) => loads(probes.filter((probe) => probe.family === family));
    expect(ofFamily('ipv6')).toEqual(expect.arrayContaining(['tcp/22', 'echo', 'icmp/139/0', 'icmp/140/0']));
    const portless = [47, 50, 88, 89, 99, 112, 115, 253].map((protocol) => `protocol/${protocol}`);
    expect(ofFamily('ipv6')).toEqual(expect.arrayContaining(portless));
    expect(ofFamily('ipv6').some((load) => load.startsWith('udp/'))).toBe(true);
    expect(ofFamily('ipv4')).toEqual(
      expect.arrayContaining([
        'udp/22',
        'echo',
        'icmp/13/0',
        'icmp/15/0',
        'icmp/17/0',
        'protocol/2',
        ...portless,
      ]),
    );
  });

  it.each([
    ['a trusted interface', ', trusted: true', ''],
    ['an ignored hook', '', 'input: ignore, output: ignore,'],
  ])('is tried in all kinds at %s', async (_, trusted, settings) => {
    const groups = trusted === '' ? ', groups: [web]' : '';
    const hosts = await probedHosts(`
groups: { web: { ingress: [], egress: [] } }
hosts:
  dut: { ${settings} interfaces: { eth0: { addresses: [10.0.0.1, '2001:db8:1::1']${groups}${trusted} } } }
`);
    const probes = deriveProbes(hosts, { count: undefined, seed: 1 });
    for (const family of ['ipv4', 'ipv6'])
      for (const inwards of [true, false]) {
        const some = probes.filter(
          (probe) => probe.family === family && (probe.to.host === 'dut') === inwards,
        );
        const kinds = distinct(some.map(({ traffic }) => traffic.kind));
        const many = inwards ? ['many'] : [];
        expect(kinds).toEqual(['echo', 'icmp', 'invalid', ...many, 'protocol', 'tcp', 'udp', 'unreachable']);
      }
  });

  it('is tried from an address and from a host that nobody names', async () => {
    const probes = await cornersOf('{ allow: tcp/22, from: 203.0.113.0/24 }');
    const strangers = probes.filter(
      ({ purpose }) => purpose === "an address that no ingress rule of 'dut' names",
    );
    expect(strangers.map(({ from }) => from.host ?? 'outside').sort()).toEqual([
      'other',
      'outside',
      'outside',
    ]);
  });
});

it('every address of every interface is spoken to and from', async () => {
  const addresses = ['10.0.0.1', '10.0.0.3', '10.0.7.1', '2001:db8:1::1', '2001:db8:1::7'];
  const hosts = await probedHosts(`
groups: { web: { ingress: [{ allow: tcp/22, from: anywhere }] } }
hosts:
  dut:
    interfaces:
      eth0: { addresses: [10.0.0.1, 10.0.0.3, '2001:db8:1::1', '2001:db8:1::7'], groups: [web] }
      eth1: { addresses: [10.0.7.1], groups: [web] }
`);
  const probes = deriveProbes(hosts, { count: undefined, seed: 1 }).filter(
    ({ traffic }) => traffic.kind !== 'many',
  );
  const of = (end: 'from' | 'to') =>
    distinct(probes.filter((one) => one[end].host).map((one) => one[end].address));
  expect(of('from')).toEqual(addresses);
  expect(of('to')).toEqual(addresses);
});
