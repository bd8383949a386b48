import { describe, expect, test } from 'vitest';
import { compileText, oneGroup } from '../../support/compile.js';

/** The lines of a chain, without indentation and explanations. */
async function chain(name: string, definition: string): Promise<readonly string[]> {
  const { text } = await compileText(definition);
  const body = text.split(`\tchain ${name} {\n`)[1]?.split('\n\t}\n')[0];
  return (body ?? 'no such chain')
    .split('\n')
    .map((line) => line.replace(/\s*#.*| comment ".*"/, '').trim())
    .filter(Boolean);
}

const ingress = (rule: string) => oneGroup(`ingress: [${rule}]`);

describe('one rule, and what it becomes', () => {
  test.each([
    [
      '{ allow: tcp/80, from: anywhere-ipv4 }',
      'eth0-in',
      ['meta nfproto . meta l4proto . th dport vmap {', 'ipv4 . tcp . 80 : accept,', '}'],
    ],
    ['{ allow: udp/1-2, from: anywhere-ipv6 }', 'eth0-in-udp6', ['udp dport vmap {', '1-2 : accept,', '}']],
    [
      '{ allow: tcp/0, from: anywhere-ipv4 }',
      'eth0-in',
      ['meta nfproto . meta l4proto . th dport vmap {', 'ipv4 . tcp . 0 : accept,', '}'],
    ],
    ['{ allow: tcp/65535, from: 10.0.0.1 }', 'eth0-in-tcp4-65535', ['ip saddr 10.0.0.1 accept']],
    ['{ allow: tcp/80, from: 10.0.0.0/8 }', 'eth0-in-tcp4-80', ['ip saddr 10.0.0.0/8 accept']],
    ['{ allow: tcp/80, from: 10.0.0.1-10.0.0.6 }', 'eth0-in-tcp4-80', ['ip saddr 10.0.0.1-10.0.0.6 accept']],
    ['{ allow: tcp/80, from: 2001:db8::/64 }', 'eth0-in-tcp6-80', ['ip6 saddr 2001:db8::/64 accept']],
    ['{ allow: tcp, from: 10.0.0.1 }', 'eth0-in-tcp4', ['ip saddr 10.0.0.1 accept']],
    ['{ allow: esp, from: 10.0.0.1 }', 'eth0-in-p50v4', ['ip saddr 10.0.0.1 accept']],
    ['{ allow: icmp/8, from: anywhere }', 'eth0-in-icmp4', ['icmp type vmap {', '8 : accept,', '}']],
    ['{ allow: icmpv6/128, from: anywhere }', 'eth0-in-icmp6', ['icmpv6 type vmap {', '128 : accept,', '}']],
    [
      '{ allow: icmp/3/4, from: anywhere }',
      'eth0-in-icmp4',
      ['icmp type vmap { 3 : goto eth0-in-icmp4-t3 }'],
    ],
    ['{ allow: icmp/3/4, from: anywhere }', 'eth0-in-icmp4-t3', ['icmp code vmap {', '4 : accept,', '}']],
    ['{ allow: all, from: 10.0.0.1 }', 'eth0-in', ['ip saddr 10.0.0.1 accept']],
    ['{ allow: all, from: anywhere-ipv4 }', 'eth0-in', ['meta nfproto ipv4 accept']],
    [
      '{ allow: tcp, from: anywhere-ipv4 }',
      'eth0-in',
      ['meta nfproto . meta l4proto vmap {', 'ipv4 . tcp : accept,', '}'],
    ],
    [
      '{ allow: icmpv6, from: anywhere }',
      'eth0-in',
      ['meta nfproto . meta l4proto vmap {', 'ipv6 . ipv6-icmp : accept,', '}'],
    ],
    [
      '{ allow: protocol/0, from: 10.0.0.1 }',
      'eth0-in',
      ['meta nfproto . meta l4proto vmap {', 'ipv4 . 0 : goto eth0-in-p0v4,', '}'],
    ],
  ])('%s in %s', async (rule, name, expected) => {
    expect(await chain(name, ingress(rule))).toEqual(expected);
  });

  test('all traffic from anywhere needs no chain', async () => {
    expect(await chain('input', ingress('{ allow: all, from: anywhere }'))).toContain(
      'iifname vmap { "lo" : accept, "eth0" : accept }',
    );
  });

  test('nothing at all is an empty chain, not an absent one', async () => {
    expect(await chain('eth0-in', oneGroup('ingress: []'))).toEqual([]);
    expect(await chain('input', oneGroup('ingress: []'))).toContain(
      'iifname vmap { "lo" : accept, "eth0" : jump eth0-in }',
    );
  });

  test('egress looks at the destination and at the outgoing device', async () => {
    const definition = oneGroup('egress: [{ allow: tcp/443, to: 10.0.0.0/8 }]');
    expect(await chain('eth0-out-tcp4-443', definition)).toEqual(['ip daddr 10.0.0.0/8 accept']);
    expect(await chain('output', definition)).toContain(
      'oifname vmap { "lo" : accept, "eth0" : jump eth0-out }',
    );
  });
});

describe('ports', () => {
  const both = ingress(
    '{ allow: [tcp/80, tcp/90-99], from: anywhere-ipv4 }, { allow: tcp, from: 10.0.0.0/8 }',
  );

  test('one by one are found in one lookup, runs of them behind their protocol', async () => {
    expect(await chain('eth0-in', both)).toEqual([
      'meta nfproto . meta l4proto . th dport vmap {',
      'ipv4 . tcp . 80 : accept,',
      '}',
      'meta nfproto . meta l4proto vmap { ipv4 . tcp : goto eth0-in-tcp4 }',
    ]);
    expect(await chain('eth0-in-tcp4', both)).toEqual([
      'ip saddr 10.0.0.0/8 accept',
      'tcp dport vmap {',
      '90-99 : accept,',
      '}',
    ]);
  });

  test('whoever may use every port is still asked for when a port has said no', async () => {
    const definition = ingress('{ allow: tcp/80, from: 192.0.2.1 }, { allow: tcp, from: 10.0.0.0/8 }');
    expect(await chain('eth0-in', definition)).toContain('ipv4 . tcp . 80 : jump eth0-in-tcp4-80,');
    expect(await chain('eth0-in', ingress('{ allow: tcp/80, from: 192.0.2.1 }'))).toContain(
      'ipv4 . tcp . 80 : goto eth0-in-tcp4-80,',
    );
  });
});

describe('sets', () => {
  test('of many networks are hashed by length, with room to grow where they are large', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `10.${i >> 7}.${(i & 127) * 2}.0/24`).join(', ');
    const rule = (count: number) => ingress(`{ allow: tcp/80, from: [${many(count)}] }`);
    expect(await chain('eth0-in-tcp4-80', rule(12))).toEqual([
      'ip saddr & 255.255.255.0 @eth0-in-tcp4-80-24 accept',
    ]);
    expect((await compileText(rule(255))).text).not.toContain('size');
    expect((await compileText(rule(256))).text).toContain('\t\tsize 512\n');
  });

  const list = '[10.0.0.1, 10.0.0.9, 10.1.0.0/16, 10.3.0.0-10.3.0.6]';

  test('single addresses and prefixes live apart', async () => {
    expect(await chain('eth0-in-tcp4-80', ingress(`{ allow: tcp/80, from: ${list} }`))).toEqual([
      'ip saddr @eth0-in-tcp4-80-ip accept',
      'ip saddr @eth0-in-tcp4-80-net accept',
    ]);
  });

  test('elements are disjoint, merged and sorted', async () => {
    const { text } = await compileText(ingress(`{ allow: tcp/80, from: ${list} }`));
    expect(text).toMatch(/elements = \{\s+10\.0\.0\.1, 10\.0\.0\.9\s+\}/);
    expect(text).toMatch(/flags interval\s+elements = \{\s+10\.1\.0\.0\/16, 10\.3\.0\.0-10\.3\.0\.6\s+\}/);
  });

  test('equal sets exist once, whatever the port, protocol or direction', async () => {
    const rules = `ingress: [{ allow: [tcp/80, udp/53], from: ${list} }]\negress: [{ allow: esp, to: ${list} }]`;
    const { stats } = await compileText(oneGroup(rules));
    expect(stats).toMatchObject({ sets: 2, elements: 4 });
  });

  test('a set is named after the group or list that it holds', async () => {
    const text = `
groups:
  web: { ingress: [{ allow: tcp/80, from: 'group:Load balancers (front)' }] }
  Load balancers (front): { members: [192.0.2.1, 192.0.2.3] }
hosts:
  dut: { interfaces: { eth0: { groups: [web] } } }`;
    expect(await chain('eth0-in-tcp4-80', text)).toEqual(['ip saddr @group-load-balancers-fro-v4-ip accept']);
  });

  test('a peer that holds nobody makes no rule (fact 14)', async () => {
    const text = `
groups:
  web: { ingress: [{ allow: tcp/80, from: group:empty }] }
  empty: {}
hosts:
  dut: { interfaces: { eth0: { groups: [web] } } }`;
    expect(await chain('eth0-in', text)).toEqual([]);
  });
});

describe('what stands before the interfaces', () => {
  const baseline = 'baseline: false';

  test.each([
    ['established: false', 'ct state vmap { related : accept, invalid : drop }'],
    ['related: false', 'ct state vmap { established : accept, invalid : drop }'],
    ['invalid: ignore', 'ct state vmap { established : accept, related : accept }'],
  ])('%s', async (setting, expected) => {
    expect(await chain('input', oneGroup('ingress: []', `${baseline}\n${setting}`))).toContain(expected);
  });

  test('with everything switched off only the interfaces are left, and what puts fragments together', async () => {
    const settings = `${baseline}\nestablished: false\nrelated: false\ninvalid: ignore\nloopback: false`;
    expect(await chain('input', oneGroup('ingress: []', settings))).toEqual([
      'type filter hook input priority filter; policy drop;',
      'ct state untracked',
      'iifname vmap { "eth0" : jump eth0-in }',
    ]);
    expect(await chain('output', oneGroup('egress: []', settings))).toEqual([
      'type filter hook output priority filter; policy drop;',
      'oifname vmap { "eth0" : jump eth0-out }',
    ]);
  });

  test.each(['input', 'output', 'forward'])('%s: ignore leaves the hook alone', async (hook) => {
    const { text } = await compileText(oneGroup('ingress: []', `${hook}: ignore`));
    expect(text).not.toContain(`hook ${hook} `);
  });

  test('drops are logged at a limited rate, in every hook', async () => {
    const { text } = await compileText(oneGroup('ingress: []', 'log: { prefix: "fw ", rate: 3, burst: 7 }'));
    expect(text.match(/limit rate 3\/second burst 7 packets log prefix "fw "/g)).toHaveLength(3);
  });

  test('with counters every accepting rule counts', async () => {
    const { text } = await compileText(
      oneGroup('ingress: [{ allow: tcp/80, from: anywhere }]', 'counters: true'),
    );
    const uncounted = text
      .split('\n')
      .filter((line) => / accept( comment.*)?$/.test(line) && !line.includes('counter'));
    expect(uncounted).toEqual([]);
  });
});

describe('several interfaces', () => {
  test('a trusted one accepts, one that is not named is dropped by the policy', async () => {
    const text = `
hosts:
  dut: { interfaces: { eth0: {}, docker0: { trusted: true } } }`;
    expect(await chain('input', text)).toContain(
      'iifname vmap { "lo" : accept, "eth0" : jump eth0-in, "docker0" : accept }',
    );
  });

  test('a name of nft never begins with a digit or a hyphen', async () => {
    const { text } = await compileText('hosts: { dut: { interfaces: { 4eth: {}, -j: {} } } }');
    expect(text).toContain('iifname vmap { "lo" : accept, "4eth" : jump _4eth-in, "-j" : jump _-j-in }');
  });

  test('long device names are shortened, and never collide', async () => {
    const text = `
hosts:
  dut: { interfaces: { br-0123456789ab: {}, br-0124456789ab: {} } }`;
    const { text: script } = await compileText(text);
    expect(script).toContain('"br-0123456789ab" : jump br-01-789ab-in');
    expect(script).toContain('"br-0124456789ab" : jump br-0-89ab-2-in');
  });
});

describe('what is dropped early', () => {
  const host = (settings = '', egress = '[]') =>
    oneGroup(
      `ingress: [{ allow: [tcp/22, tcp/8000-8010], from: anywhere }]\negress: ${egress}`,
      `earlyDrop: true\n${settings}`,
    );
  const hook = 'type filter hook prerouting priority raw; policy accept;';
  const attempts = 'tcp flags & (fin | syn | rst | ack) == syn iifname vmap { "eth0" : goto eth0-early-tcp }';

  test('stands in a chain before connection tracking, whose policy accepts', async () => {
    expect(await chain('prerouting', host())).toEqual([
      hook,
      attempts,
      'meta l4proto udp iifname vmap { "eth0" : goto eth0-early-udp }',
    ]);
    expect(await chain('eth0-early-tcp', host())).toEqual([
      'tcp dport != { 22, 8000-8010 } fib daddr type local drop',
    ]);
    expect(await chain('eth0-early-udp', host())).toEqual([
      'meta nfproto ipv4 udp dport != 68 fib daddr type local drop',
      'meta nfproto ipv6 udp dport != 546 fib daddr type local drop',
    ]);
    expect(await chain('prerouting', host('', '[{ allow: all, to: anywhere }]'))).toEqual([hook, attempts]);
  });

  test('is every port where no rule names one', async () => {
    const nothing = oneGroup('ingress: []', 'earlyDrop: true');
    expect(await chain('eth0-early-tcp', nothing)).toEqual(['meta l4proto tcp fib daddr type local drop']);
  });

  test('is logged and counted as the rest', async () => {
    const text = host('log: { prefix: "fw ", rate: 3, burst: 7 }\ncounters: true');
    expect(await chain('eth0-early-tcp', text)).toEqual([
      'tcp dport != { 22, 8000-8010 } fib daddr type local goto prerouting-drop',
    ]);
    expect(await chain('prerouting-drop', text)).toEqual([
      'limit rate 3/second burst 7 packets log prefix "fw "',
      'counter drop',
    ]);
    expect(await chain('eth0-early-tcp', host('counters: true'))).toEqual([
      'tcp dport != { 22, 8000-8010 } fib daddr type local counter drop',
    ]);
  });

  test('is no chain at all where nothing qualifies', async () => {
    const everything = oneGroup('ingress: [{ allow: all, from: anywhere }]', 'earlyDrop: true');
    expect((await compileText(everything)).text).not.toContain('prerouting');
  });

  test('counts as lookups of what comes in', async () => {
    const without = await compileText(host().replace('earlyDrop: true', 'earlyDrop: false'));
    const { stats } = await compileText(host());
    expect(stats.worstCaseLookups).toBe(without.stats.worstCaseLookups + 4);
  });
});
