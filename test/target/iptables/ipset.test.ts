import { describe, expect, it } from 'vitest';
import { capacity } from '../../../src/target/iptables/ipsets.js';
import { lower, peers, type TestHost } from './host.js';
import { interfaceRules, rulesOf } from './rules.js';

const sets = (host: TestHost) =>
  lower(host, { sets: true }).sets.map(({ name, type, family, parts }) => [
    name,
    type,
    family,
    parts.flatMap(({ elements }) => elements).join(' '),
  ]);

const ingress = (...rules: readonly (readonly [string, string])[]): TestHost => ({
  interfaces: [{ id: 'eth0', ingress: rules.map(([allow, of]) => ({ allow, peers: of })) }],
});

describe('what becomes a set', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    ['everyone does not', 'anywhere', []],
    ['one prefix does not', '10.0.0.0/8', []],
    ['one address does not', '2001:db8::1', []],
    [
      'addresses',
      '10.0.0.1 10.0.0.9',
      [['SECG-eth0-in-tcp-22-v4-ip', 'hash:ip', 'inet', '10.0.0.1 10.0.0.9']],
    ],
    [
      'a short run',
      '10.0.0.1-10.0.0.3',
      [['SECG-eth0-in-tcp-22-v4-ip', 'hash:ip', 'inet', '10.0.0.1 10.0.0.2 10.0.0.3']],
    ],
    [
      'prefixes',
      '10.0.0.0/8 12.0.0.0/8',
      [['SECG-eth0-in-tcp-22-v4-net', 'hash:net', 'inet', '10.0.0.0/8 12.0.0.0/8']],
    ],
    [
      'both',
      '10.0.0.1 12.0.0.0/8',
      [
        ['SECG-eth0-in-tcp-22-v4-ip', 'hash:ip', 'inet', '10.0.0.1'],
        ['SECG-eth0-in-tcp-22-v4-net', 'hash:net', 'inet', '12.0.0.0/8'],
      ],
    ],
    [
      'almost everyone, without a prefix of length 0',
      '0.0.0.0-255.255.255.254',
      [
        [
          'SECG-eth0-in-tcp-22-v4-net',
          'hash:net',
          'inet',
          expect.stringMatching(/^0\.0\.0\.0\/1 128\.0\.0\.0\/2 .* 255\.255\.255\.254$/),
        ],
      ],
    ],
    [
      'IPv6',
      '2001:db8::1 2001:db8::9',
      [['SECG-eth0-in-tcp-22-v6-ip', 'hash:ip', 'inet6', '2001:db8::1 2001:db8::9']],
    ],
  ])('%s', (_, of, expected) => {
    expect(sets(ingress(['tcp/22', of]))).toEqual(expected);
  });
});

describe('rules that look into sets', () => {
  it('name the side of the peer, in one rule where one set is enough', () => {
    const rules = [{ allow: 'tcp/22', peers: '10.0.0.1 10.0.0.9' }];
    expect(interfaceRules(rules, 'ipv4', { sets: true })).toContain(
      'in-tcp: -p tcp --dport 22 -m set --match-set SECG-eth0-in-tcp-22-v4-ip src -j ACCEPT',
    );
    expect(interfaceRules(rules, 'ipv4', { sets: true }, 'egress')).toContain(
      'out-tcp: -p tcp --dport 22 -m set --match-set SECG-eth0-out-tcp-22-v4-ip dst -j ACCEPT',
    );
  });

  it('go to a chain where it takes two', () => {
    expect(
      interfaceRules([{ allow: 'tcp/22', peers: '10.0.0.1 12.0.0.0/8' }], 'ipv4', { sets: true }),
    ).toEqual([
      'in: -p tcp -j SECG-eth0-in-tcp',
      'in: -j DROP',
      'in-tcp: -p tcp --dport 22 -g SECG-eth0-in-tcp-22',
      'in-tcp-22: -m set --match-set SECG-eth0-in-tcp-22-v4-ip src -j ACCEPT',
      'in-tcp-22: -m set --match-set SECG-eth0-in-tcp-22-v4-net src -j ACCEPT',
    ]);
  });

  it('share equal sets across ports, directions and interfaces', () => {
    const rules = ['tcp/22', 'udp/53', '50', 'icmp/2048'].map((allow) => ({
      allow,
      peers: '10.0.0.1 10.0.0.9',
    }));
    const host = { interfaces: ['eth0', 'eth1'].map((id) => ({ id, ingress: rules, egress: rules })) };
    const program = lower(host, { sets: true });
    const [set, ...others] = program.sets.map(({ name }) => name);
    expect(others).toEqual([]);
    const uses = program.ipv4
      .flatMap(({ name }) => rulesOf(program.ipv4, name))
      .filter((rule) => rule.includes(set!));
    expect(uses).toHaveLength(16);
    expect(uses.filter((rule) => rule.includes(' dst '))).toHaveLength(8);
  });
});

describe('names', () => {
  const named = (name: string, addresses: string) => ({
    kind: 'group' as const,
    name,
    addresses: peers(addresses),
  });
  const names = (host: TestHost) => lower(host, { sets: true }).sets.map(({ name }) => name);

  it('say the group or list, for all that its addresses are used for', () => {
    const host = ingress(['tcp/22', '10.0.0.1 10.0.0.9 2001:db8::1 2001:db8::9']);
    expect(
      names({ ...host, namedSets: [named('Web Tier', '10.0.0.1 10.0.0.9 2001:db8::1 2001:db8::9')] }),
    ).toEqual(['SECG-group-web-tier-v4-ip', 'SECG-group-web-tier-v6-ip']);
  });

  it('keep within 31 characters, begin with SECG- and differ', () => {
    const long = 'a-very-long-name-of-a-group-';
    const rules = [1, 2, 3, 4].map(
      (n) => [`tcp/6553${n}`, `10.0.${n}.1 10.0.${n}.9 10.${n}.0.0/16`] as const,
    );
    const namedSets = [1, 2, 3].map((n) => named(long + n, rules[n]![1]));
    const host = {
      interfaces: [{ ...ingress(...rules).interfaces![0]!, id: 'enp0s31f6np0' }],
      namedSets,
    };
    const all = names(host);
    expect(all).toHaveLength(8);
    expect(new Set(all).size).toBe(8);
    for (const name of all) expect(name).toMatch(/^SECG-.{1,22}-(ip|net)$/);
  });
});

describe('capacity', () => {
  it.each([
    [1, 64, 65_536],
    [128, 64, 65_536],
    [129, 128, 65_536],
    [32_768, 16_384, 65_536],
    [32_769, 32_768, 131_072],
    [1_000_000, 524_288, 2_097_152],
  ])('%i elements', (elements, hashsize, maxelem) => {
    expect(capacity(elements)).toEqual({ hashsize, maxelem });
  });
});

describe('many single ports', () => {
  const own = (count: number) =>
    Array.from({ length: count }, (_, i): [string, string] => [
      `tcp/${1000 + 2 * i}`,
      `10.0.${i}.1 10.1.${i}.0/24`,
    ]);

  it('that no other entry has the peers of are found together with the peer', () => {
    const host = ingress(...own(9));
    expect(sets(host).map(([name, type]) => [name, type])).toEqual([
      ['SECG-eth0-in-tcp-ports-v4-ip', 'hash:ip,port'],
      ['SECG-eth0-in-tcp-ports-v4-net', 'hash:net,port'],
    ]);
    expect(sets(host)[1]![3]).toMatch(/^10\.1\.0\.0\/24,tcp:1000 10\.1\.1\.0\/24,tcp:1002 /);
    expect(rulesOf(lower(host, { sets: true }).ipv4, 'SECG-eth0-in-tcp')).toEqual([
      '-m set --match-set SECG-eth0-in-tcp-ports-v4-ip src,dst -j ACCEPT',
      '-m set --match-set SECG-eth0-in-tcp-ports-v4-net src,dst -j ACCEPT',
    ]);
  });

  it('that are few, have peers in common or are runs keep their rules', () => {
    expect(sets(ingress(...own(8))).every(([, type]) => type === 'hash:ip' || type === 'hash:net')).toBe(
      true,
    );
    const common = ingress(...own(9), ['udp/1000-1002', '10.0.0.1 10.1.0.0/24'], ['tcp/1-2', '10.3.0.0/16']);
    expect(sets(common).map(([name]) => name)).not.toContain('SECG-eth0-in-tcp-ports-v4-ip');
  });

  it('are told apart in the set by their own explanations', () => {
    const { parts } = lower(ingress(...own(9)), { sets: true }).sets[1]!;
    expect(parts).toHaveLength(9);
    expect(parts[0]!.comment).not.toBe('');
  });
});
