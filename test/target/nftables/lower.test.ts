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
      ['meta nfproto . meta l4proto vmap {', 'ipv6 . icmpv6 : accept,', '}'],
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
      'iifname "eth0" accept',
    );
  });

  test('nothing at all is an empty chain, not an absent one', async () => {
    expect(await chain('eth0-in', oneGroup('ingress: []'))).toEqual([]);
    expect(await chain('input', oneGroup('ingress: []'))).toContain('iifname "eth0" jump eth0-in');
  });

  test('egress looks at the destination and at the outgoing device', async () => {
    const definition = oneGroup('egress: [{ allow: tcp/443, to: 10.0.0.0/8 }]');
    expect(await chain('eth0-out-tcp4-443', definition)).toEqual(['ip daddr 10.0.0.0/8 accept']);
    expect(await chain('output', definition)).toContain('oifname "eth0" jump eth0-out');
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
  test('of many networks are hashed by length', async () => {
    const networks = Array.from({ length: 12 }, (_, i) => `10.0.${i * 2}.0/24`).join(', ');
    expect(
      (await chain('eth0-in-tcp4-80', ingress(`{ allow: tcp/80, from: [${networks}] }`))).join(' '),
    ).toBe(
      'ip saddr & 255.255.255.0 { 10.0.0.0, 10.0.2.0, 10.0.4.0, 10.0.6.0, 10.0.8.0, 10.0.10.0, ' +
        '10.0.12.0, 10.0.14.0, 10.0.16.0, 10.0.18.0, 10.0.20.0, 10.0.22.0 } accept',
    );
  });

  const list = '[10.0.0.1, 10.0.0.9, 10.1.0.0/16, 10.3.0.0-10.3.0.6]';

  test('single addresses and prefixes live apart, disjoint, merged and sorted', async () => {
    expect(await chain('eth0-in-tcp4-80', ingress(`{ allow: tcp/80, from: ${list} }`))).toEqual([
      'ip saddr { 10.0.0.1, 10.0.0.9 } accept',
      'ip saddr { 10.1.0.0/16, 10.3.0.0-10.3.0.6 } accept',
    ]);
  });

  test('equal sets exist once a side, whatever the port and protocol', async () => {
    const rules = `ingress: [{ allow: [tcp/80, udp/53], from: ${list} }]\negress: [{ allow: esp, to: ${list} }]`;
    const { stats } = await compileText(oneGroup(rules));
    expect(stats).toMatchObject({ sets: 4, elements: 8 });
  });

  test('what several rules ask for is a chain of its own, except where each rule counts', async () => {
    const rules = `ingress: [{ allow: [tcp/80, udp/53], from: ${list} }]`;
    expect(await chain('eth0-in-tcp4-80', oneGroup(rules))).toEqual(['jump eth0-in-tcp4-80-from']);
    expect(await chain('eth0-in-udp4-53', oneGroup(rules))).toEqual(['jump eth0-in-tcp4-80-from']);
    expect(await chain('eth0-in-tcp4-80-from', oneGroup(rules))).toEqual([
      'ip saddr { 10.0.0.1, 10.0.0.9 } accept',
      'ip saddr { 10.1.0.0/16, 10.3.0.0-10.3.0.6 } accept',
    ]);
    expect(await chain('eth0-in-udp4-53', oneGroup(rules, 'counters: true'))).toEqual([
      expect.stringMatching(/^ip saddr \{ 10.0.0.1, 10.0.0.9 \} counter name "in-web-[0-9a-f]{12}" accept$/),
      expect.stringMatching(
        /^ip saddr \{ 10.1.0.0\/16, 10.3.0.0-10.3.0.6 \} counter name "in-web-[0-9a-f]{12}" accept$/,
      ),
    ]);
  });

  test('no set has a name: the next load would fill it under packets that are still in the rules of this one', async () => {
    const rules = `ingress: [{ allow: [tcp/80, udp/53], from: ${list} }]`;
    expect((await compileText(oneGroup(rules))).text).not.toMatch(/@|\bset\b|elements/);
  });

  test('a chain of peers is named after the group or list that it holds', async () => {
    const text = `
groups:
  web: { ingress: [{ allow: [tcp/80, udp/53], from: 'group:Load balancers (front)' }] }
  Load balancers (front): { members: [192.0.2.1, 192.0.2.3] }
hosts:
  dut: { interfaces: { eth0: { groups: [web] } } }`;
    expect(await chain('eth0-in-tcp4-80', text)).toEqual(['jump group-load-balancers-fro-v4-from']);
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
    ['established: false', ['ct state related accept', 'ct state invalid drop']],
    ['related: false', ['ct state established accept', 'ct state invalid drop']],
    ['invalid: ignore', ['ct state established,related accept']],
  ])('%s', async (setting, expected) => {
    const rules = await chain('input', oneGroup('ingress: []', `${baseline}\n${setting}`));
    expect(rules.filter((rule) => rule.startsWith('ct state'))).toEqual(expected);
  });

  test('with everything switched off only the interfaces are left, and what puts fragments together', async () => {
    const settings = `${baseline}\nestablished: false\nrelated: false\ninvalid: ignore\nloopback: false`;
    expect(await chain('input', oneGroup('ingress: []', settings))).toEqual([
      'type filter hook input priority filter; policy drop;',
      'ct state untracked',
      'iifname "eth0" jump eth0-in',
      'drop',
    ]);
    expect(await chain('output', oneGroup('egress: []', settings))).toEqual([
      'type filter hook output priority filter; policy drop;',
      'oifname "eth0" jump eth0-out',
      'drop',
    ]);
  });

  test.each(['input', 'output', 'forward'])(
    '%s: ignore takes out the chain that an older script may have left, accepting meanwhile',
    async (hook) => {
      const { text } = await compileText(oneGroup('ingress: []', `${hook}: ignore`));
      expect(text.match(new RegExp(`hook ${hook} .*`, 'g'))).toEqual([
        `hook ${hook} priority filter; policy accept; }`,
      ]);
      expect(text).toContain(`delete chain inet secgroup ${hook}\n`);
    },
  );

  test('drops are logged at a limited rate, in every hook', async () => {
    const { text } = await compileText(oneGroup('ingress: []', 'log: { prefix: "fw ", rate: 3, burst: 7 }'));
    expect(text.match(/limit rate 3\/second burst 7 packets log prefix "fw "$/gm)).toHaveLength(3);
  });

  test('drops are handed to a group of nflog', async () => {
    const { text } = await compileText(oneGroup('ingress: []', 'log: { prefix: "fw ", nflog: 0 }'));
    expect(text.match(/ log prefix "fw " group 0$/gm)).toHaveLength(3);
  });

  test('with counters every accepting rule counts', async () => {
    const { text } = await compileText(
      oneGroup('ingress: [{ allow: tcp/80, from: anywhere }]', 'counters: true'),
    );
    const uncounted = text
      .split('\n')
      .filter((line) => !/ct state/.test(line))
      .filter((line) => / accept( comment.*)?$/.test(line) && !line.includes('counter'));
    expect(uncounted).toEqual([]);
  });
});

describe('several interfaces', () => {
  test('a trusted one accepts, one that is not named is dropped behind all', async () => {
    const text = `
hosts:
  dut: { interfaces: { eth0: {}, docker0: { trusted: true } } }`;
    expect(await chain('input', text)).toContain(
      'iifname vmap { "eth0" : jump eth0-in, "docker0" : accept }',
    );
  });

  test('a name of nft never begins with a digit or a hyphen', async () => {
    const { text } = await compileText('hosts: { dut: { interfaces: { 4eth: {}, -j: {} } } }');
    expect(text).toContain('iifname vmap { "4eth" : jump _4eth-in, "-j" : jump _-j-in }');
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
  const attempts = 'tcp flags & (fin | syn | rst | ack) == syn iifname "eth0" goto eth0-early-tcp';

  test('stands in a chain before connection tracking, whose policy accepts', async () => {
    expect(await chain('prerouting', host())).toEqual([
      hook,
      attempts,
      'meta l4proto udp iifname "eth0" goto eth0-early-udp',
    ]);
    expect(await chain('eth0-early-tcp', host())).toEqual([
      'tcp dport != { 22, 8000-8010 } fib daddr type local drop',
    ]);
    expect(await chain('eth0-early-udp', host())).toEqual([
      'meta nfproto ipv4 udp dport { 0-67, 69-65535 } fib daddr type local drop',
      'meta nfproto ipv6 udp dport { 0-545, 547-65535 } fib daddr type local drop',
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
      'counter name "prerouting.dropped" drop',
    ]);
    expect(await chain('eth0-early-tcp', host('counters: true'))).toEqual([
      'tcp dport != { 22, 8000-8010 } fib daddr type local counter name "prerouting.dropped" drop',
    ]);
  });

  test('is no chain at all where nothing qualifies', async () => {
    const everything = oneGroup('ingress: [{ allow: all, from: anywhere }]', 'earlyDrop: true');
    const { text } = await compileText(everything);
    expect(text).toContain('delete chain inet secgroup prerouting\n');
    expect(text.match(/prerouting/g)).toHaveLength(3);
  });

  test('counts as lookups of what comes in', async () => {
    const without = await compileText(host().replace('earlyDrop: true', 'earlyDrop: false'));
    const { stats } = await compileText(host());
    expect(stats.worstCaseLookups).toBe(without.stats.worstCaseLookups + 4);
  });
});

describe('what is refused with an answer', () => {
  const host = (settings = '', egress = '[]') =>
    oneGroup(
      `ingress: [{ allow: tcp/22, from: anywhere }]\negress: ${egress}`,
      `refuse: reject\n${settings}`,
    );
  const answers = (limit: string, counted = '') => [
    `ct state new meta l4proto tcp ${limit} ${counted}reject with tcp reset`,
    `ct state new meta l4proto != tcp ${counted}reject with icmpx type admin-prohibited`,
  ];
  const limit = 'limit rate 200/second burst 200 packets';

  test('begins a flow on an interface of the definition; all else is dropped behind', async () => {
    expect((await chain('input', host())).slice(-3)).toEqual([
      'iifname "eth0" jump eth0-in',
      'iifname "eth0" jump input-refuse',
      'drop',
    ]);
    expect(await chain('input-refuse', host())).toEqual(answers(limit));
    expect((await chain('output', host())).slice(-2)).toEqual(['oifname "eth0" jump output-refuse', 'drop']);
    expect(await chain('output-refuse', host())).toEqual(answers(limit));
  });

  test('is logged, and counted once, as the rest', async () => {
    const text = host('log: { prefix: "fw ", rate: 3, burst: 7 }\ncounters: true');
    expect((await chain('input', text)).slice(-3)).toEqual([
      'limit rate 3/second burst 7 packets log prefix "fw "',
      'iifname "eth0" jump input-refuse',
      'counter name "input.dropped" drop',
    ]);
    expect(await chain('input-refuse', text)).toEqual(answers(limit, 'counter name "input.dropped" '));
  });

  test('is nothing where everything is allowed, in a hook that is left alone, and where nothing related may leave', async () => {
    const open = '[{ allow: all, to: anywhere }]';
    expect(await chain('output-refuse', host('', open))).toEqual(['no such chain']);
    expect(await chain('output', host('', open))).not.toContain('oifname "eth0" jump output-refuse');
    expect(await chain('input-refuse', host('input: ignore'))).toEqual(['no such chain']);
    expect(await chain('input-refuse', host('related: false'))).toEqual(['no such chain']);
  });

  test('is never dropped early', async () => {
    expect(await chain('prerouting', host('earlyDrop: true'))).toEqual(['no such chain']);
  });
});
