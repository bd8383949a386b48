import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../src/definition/model.js';
import { lower, noBaseline, type TestHost } from './host.js';
import { hookRules } from './rules.js';

const nothing: Partial<Settings> = {
  loopback: false,
  established: false,
  related: false,
  invalid: 'ignore',
  baseline: noBaseline,
};

const only = (settings: Partial<Settings>): TestHost => ({ settings: { ...nothing, ...settings } });
const baseline = (one: Partial<Settings['baseline']>) => only({ baseline: { ...noBaseline, ...one } });
const types = (hopLimit: number, ...numbers: readonly number[]) =>
  numbers.map((type) => `-p ipv6-icmp -m hl --hl-eq ${hopLimit} --icmpv6-type ${type} -j ACCEPT`);
const to = (address: string, protocol: string, port: number) =>
  `-d ${address} -p ${protocol} --dport ${port} -j ACCEPT`;

const DISCOVERY = types(255, 133, 134, 135, 136);
const LISTENER = types(1, 130, 131, 132, 143);
const LISTENER_IN = LISTENER.map((rule) => `-s fe80::/10 ${rule}`);
const LISTENER_OUT = LISTENER.map((rule) => `-d ff00::/8 ${rule}`);

describe('each setting', () => {
  it.each<[string, TestHost, 'ipv4' | 'ipv6', readonly string[], readonly string[]]>([
    ['nothing', only({}), 'ipv4', [], []],
    ['loopback', only({ loopback: true }), 'ipv4', ['-i lo -j ACCEPT'], ['-o lo -j ACCEPT']],
    [
      'invalid',
      only({ invalid: 'drop' }),
      'ipv6',
      ['-m conntrack --ctstate INVALID -j DROP'],
      ['-m conntrack --ctstate INVALID -j DROP'],
    ],
    [
      'established',
      only({ established: true }),
      'ipv4',
      ['-m conntrack --ctstate ESTABLISHED -j ACCEPT'],
      ['-m conntrack --ctstate ESTABLISHED -j ACCEPT'],
    ],
    [
      'related',
      only({ related: true }),
      'ipv6',
      ['-m conntrack --ctstate RELATED -j ACCEPT'],
      ['-m conntrack --ctstate RELATED -j ACCEPT'],
    ],
  ])('%s', (_, host, family, input, output) => {
    expect(hookRules(host, 'SECG-INPUT', family)).toEqual([...input, '-j DROP']);
    expect(hookRules(host, 'SECG-OUTPUT', family)).toEqual([...output, '-j DROP']);
    expect(hookRules(host, 'SECG-FORWARD', family)).toEqual(['-j DROP']);
  });

  it('counters change nothing: iptables counts every rule', () => {
    expect(lower({ settings: { counters: true } })).toEqual(lower({ settings: { counters: false } }));
  });
});

describe('hooks that are left alone', () => {
  it.each<[Partial<Settings>, readonly string[]]>([
    [{}, ['INPUT', 'OUTPUT', 'FORWARD']],
    [{ forward: 'ignore' }, ['INPUT', 'OUTPUT']],
    [{ output: 'ignore' }, ['INPUT', 'FORWARD']],
    [{ input: 'ignore' }, ['OUTPUT', 'FORWARD']],
    [{ input: 'ignore', output: 'ignore', forward: 'ignore' }, []],
  ])('%j', (settings, hooks) => {
    const program = lower({
      settings: { ...settings, log: { prefix: '', rate: 1, burst: 1 } },
      interfaces: [{ id: 'eth0' }],
    });
    expect(program.hooks).toEqual(hooks);
    for (const chains of [program.ipv4, program.ipv6]) {
      const names = chains.map(({ name }) => name);
      expect(names.filter((name) => /^SECG-[A-Z]+$/.test(name))).toEqual([
        ...hooks.map((hook) => `SECG-${hook}`),
        ...(hooks.length > 0 ? ['SECG-DROP'] : []),
      ]);
      expect(names.includes('SECG-eth0-in')).toBe(hooks.includes('INPUT'));
      expect(names.includes('SECG-eth0-out')).toBe(hooks.includes('OUTPUT'));
    }
  });
});

describe('logging', () => {
  const host: TestHost = {
    settings: { ...nothing, log: { prefix: 'drop: ', rate: 5, burst: 7 } },
    interfaces: [{ id: 'eth0' }],
  };

  it.each(['ipv4', 'ipv6'] as const)(
    'stands before every drop of %s but that of invalid packets',
    (family) => {
      expect(hookRules(host, 'SECG-DROP', family)).toEqual([
        '-m limit --limit 5/second --limit-burst 7 -j LOG --log-prefix "drop: "',
        '-j DROP',
      ]);
      for (const chain of ['SECG-INPUT', 'SECG-OUTPUT', 'SECG-FORWARD', 'SECG-eth0-in', 'SECG-eth0-out'])
        expect(hookRules(host, chain, family).at(-1)).toBe('-j SECG-DROP');
    },
  );

  it('may go to a group of nflog', () => {
    const settings = { log: { prefix: 'drop: ', rate: 1, burst: 1, nflog: 0 } };
    expect(hookRules({ settings }, 'SECG-DROP')[0]).toBe(
      '-m limit --limit 1/second --limit-burst 1 -j NFLOG --nflog-prefix "drop: " --nflog-group 0',
    );
  });

  it('may have no prefix', () => {
    const settings = { log: { prefix: '', rate: 1, burst: 1 } };
    expect(hookRules({ settings }, 'SECG-DROP')[0]).toBe('-m limit --limit 1/second --limit-burst 1 -j LOG');
  });
});

describe('telling interfaces apart', () => {
  const host: TestHost = {
    settings: nothing,
    interfaces: [
      { id: 'eni-1', addresses: '10.0.0.1 10.0.0.2 2001:db8::1' },
      { id: 'eth0' },
      { id: 'docker0', trusted: true },
      { id: 'eni-2', addresses: '10.0.0.4', trusted: true },
      { id: 'eni-3', addresses: '' },
    ],
  };

  it.each<[string, 'ipv4' | 'ipv6', readonly string[]]>([
    [
      'SECG-INPUT',
      'ipv4',
      [
        '-i eth0 -j SECG-eth0-in',
        '-i docker0 -j ACCEPT',
        '-d 10.0.0.1 -j SECG-eni-1-in',
        '-d 10.0.0.2 -j SECG-eni-1-in',
        '-d 10.0.0.4 -j ACCEPT',
      ],
    ],
    [
      'SECG-INPUT',
      'ipv6',
      [
        '-m conntrack --ctstate UNTRACKED',
        '-i eth0 -j SECG-eth0-in',
        '-i docker0 -j ACCEPT',
        '-d 2001:db8::1 -j SECG-eni-1-in',
        // Alone in its family, so what is for many is for it.
        '-d ff00::/8 -j SECG-eni-1-in',
      ],
    ],
    [
      'SECG-OUTPUT',
      'ipv4',
      [
        '-o eth0 -j SECG-eth0-out',
        '-o docker0 -j ACCEPT',
        '-s 10.0.0.1 -j SECG-eni-1-out',
        '-s 10.0.0.2 -j SECG-eni-1-out',
        '-s 10.0.0.4 -j ACCEPT',
      ],
    ],
    [
      'SECG-OUTPUT',
      'ipv6',
      [
        '-o eth0 -j SECG-eth0-out',
        '-o docker0 -j ACCEPT',
        '-s 2001:db8::1 -j SECG-eni-1-out',
        '-d ff00::/8 -j SECG-eni-1-out',
      ],
    ],
  ])('%s of %s: devices first, then addresses', (chain, family, expected) => {
    expect(hookRules(host, chain, family)).toEqual([...expected, '-j DROP']);
  });

  it('makes chains for the interfaces that the family can reach, and for none that is trusted', () => {
    const chains = (family: 'ipv4' | 'ipv6') => lower(host)[family].map(({ name }) => name);
    expect(chains('ipv4').filter((name) => name.endsWith('-in'))).toEqual(['SECG-eni-1-in', 'SECG-eth0-in']);
    expect(chains('ipv6').filter((name) => name.endsWith('-out'))).toEqual([
      'SECG-eni-1-out',
      'SECG-eth0-out',
    ]);
  });

  it.each(['eth+', 'a b', '$(x)', 'a"b', 'abcdefghijklmnop', ''])("refuses '%s' as a device", (id) => {
    expect(() => hookRules({ interfaces: [{ id }] }, 'SECG-INPUT')).toThrow('is not a device name');
  });
});

it('the defaults are those of the definition', () => {
  expect(lower({ settings: defaultSettings })).toEqual(lower({}));
});

describe('the baseline', () => {
  const chains = (host: TestHost, family: 'ipv4' | 'ipv6') => lower(host)[family].map(({ name }) => name);
  const onEth0 = (host: TestHost): TestHost => ({ ...host, interfaces: [{ id: 'eth0' }] });

  it.each<[string, TestHost, 'ipv4' | 'ipv6', readonly string[], readonly string[]]>([
    ['neighbour discovery', baseline({ neighbourDiscovery: true }), 'ipv6', DISCOVERY, DISCOVERY],
    ['neighbour discovery', baseline({ neighbourDiscovery: true }), 'ipv4', [], []],
    ['multicast listener', baseline({ multicastListener: true }), 'ipv6', LISTENER_IN, LISTENER_OUT],
    [
      'DHCPv4',
      baseline({ dhcpv4: true }),
      'ipv4',
      [
        '-d 255.255.255.255 -p udp --sport 67 --dport 68 -j ACCEPT',
        ...['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'].map(
          (servers) => `-s ${servers} -p udp --sport 67 --dport 68 -j ACCEPT`,
        ),
      ],
      ['-p udp --sport 68 --dport 67 -j ACCEPT'],
    ],
    ['DHCPv4', baseline({ dhcpv4: true }), 'ipv6', [], []],
    [
      'DHCPv6',
      baseline({ dhcpv6: true }),
      'ipv6',
      ['-d fe80::/10 -p udp --dport 546 -j ACCEPT'],
      ['-d ff02::1:2 -p udp --sport 546 --dport 547 -j ACCEPT'],
    ],
    [
      'cloud',
      baseline({ cloud: true }),
      'ipv4',
      [],
      [
        to('169.254.169.253', 'udp', 53),
        to('169.254.169.253', 'tcp', 53),
        to('169.254.169.254', 'tcp', 80),
        to('169.254.169.123', 'udp', 123),
        to('169.254.170.2', 'tcp', 80),
      ],
    ],
    [
      'cloud',
      baseline({ cloud: true }),
      'ipv6',
      [],
      [
        to('fd00:ec2::253', 'udp', 53),
        to('fd00:ec2::253', 'tcp', 53),
        to('fd00:ec2::254', 'tcp', 80),
        to('fd00:ec2::123', 'udp', 123),
      ],
    ],
  ])('%s', (_, host, family, input, output) => {
    for (const [hook, rules, place] of [
      ['INPUT', input, 'in'],
      ['OUTPUT', output, 'out'],
    ] as const) {
      const base = `SECG-${hook}-BASE`;
      const own = hookRules(onEth0(host), `SECG-eth0-${place}`, family);
      if (rules.length === 0) expect(own).toEqual(['-j DROP']);
      else {
        expect(hookRules(onEth0(host), base, family)).toEqual(rules);
        expect(own).toEqual([`-j ${base}`, '-j DROP']);
      }
    }
  });

  it('ends the chains of interfaces, and is nowhere else where all have devices', () => {
    const host: TestHost = { interfaces: [{ id: 'eth0' }, { id: 'eth1', trusted: true }] };
    expect(hookRules(host, 'SECG-INPUT', 'ipv6')).toEqual([
      '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-m conntrack --ctstate INVALID -j DROP',
      '-i lo -j ACCEPT',
      '-i eth0 -j SECG-eth0-in',
      '-i eth1 -j ACCEPT',
      '-j DROP',
    ]);
  });

  it('ends the chain of the hook where addresses tell an interface, in their family', () => {
    const host: TestHost = { interfaces: [{ id: 'eth0' }, { id: 'first', addresses: '10.0.0.1' }] };
    expect(hookRules(host, 'SECG-INPUT', 'ipv4').slice(-5)).toEqual([
      '-i eth0 -j SECG-eth0-in',
      '-d 10.0.0.1 -j SECG-first-in',
      '-m addrtype --dst-type BROADCAST,MULTICAST -j SECG-first-in',
      '-j SECG-INPUT-BASE',
      '-j DROP',
    ]);
    expect(hookRules(host, 'SECG-INPUT', 'ipv6').slice(-2)).toEqual(['-i eth0 -j SECG-eth0-in', '-j DROP']);
    const closed = { ...host, settings: { loopback: false } };
    expect(hookRules(closed, 'SECG-INPUT', 'ipv4').slice(-3)).toEqual([
      '-i lo -j DROP',
      '-j SECG-INPUT-BASE',
      '-j DROP',
    ]);
  });

  it.each([
    ['nobody', []],
    ['trusted devices alone', [{ id: 'eth0', trusted: true }]],
  ])('is not there for %s', (_, interfaces) => {
    for (const family of ['ipv4', 'ipv6'] as const)
      expect(chains({ interfaces }, family)).toEqual(['SECG-INPUT', 'SECG-OUTPUT', 'SECG-FORWARD']);
  });
});
