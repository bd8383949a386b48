import { expect, test } from 'vitest';
import type { Like } from '../support.js';
import { script, verdictOf } from './reading.js';

const udp = 17;
const icmp: Like = { protocol: 1, icmp: [8, 0] };
const icmpv6: Like = { protocol: 58, family: 'ipv6', icmp: [128, 0] };
const six: Like = { family: 'ipv6' };

/** A rule, packets that it accepts, and packets that it does not. */
const matches: readonly (readonly [string, readonly Like[], readonly Like[]])[] = [
  ['accept', [{}, six, icmp], []],
  ['meta nfproto ipv4 accept', [{}], [six]],
  ['meta nfproto != ipv4 accept', [six], [{}]],
  ['meta nfproto { ipv4, ipv6 } accept', [{}, six], []],
  ['meta l4proto udp accept', [{ protocol: udp }, { ...six, protocol: udp }], [{}]],
  ['meta l4proto { tcp, 50-51 } accept', [{}, { protocol: 50 }, { protocol: 51 }], [{ protocol: 52 }]],
  ['meta l4proto != tcp accept', [{ protocol: udp }], [{}]],
  ['iifname "eth0" accept', [{}], [{ device: 'eth1' }, { device: 'lo' }]],
  ['iifname != "eth0" accept', [{ device: 'eth1' }, { device: 'lo' }], [{}]],
  ['iifname != { "eth0", "eth1" } accept', [{ device: 'lo' }], [{}, { device: 'eth1' }]],
  ['ct state established accept', [{ state: 'established' }], [{}, { state: 'related' }]],
  ['ct state established,related accept', [{ state: 'established' }, { state: 'related' }], [{}]],
  ['ct state { established, related } accept', [{ state: 'related' }], [{ state: 'invalid' }]],
  ['ct state != new accept', [{ state: 'untracked' }], [{}]],
  ['ip saddr 10.0.0.0/8 accept', [{ from: '10.255.255.255' }], [{ from: '11.0.0.0' }, six]],
  ['ip saddr 10.0.0.5-10.0.0.7 accept', [{ from: '10.0.0.5' }, { from: '10.0.0.7' }], [{ from: '10.0.0.8' }]],
  ['ip saddr != 10.0.0.1 accept', [{ from: '10.0.0.2' }], [{ from: '10.0.0.1' }, six]],
  ['ip saddr { 10.0.0.1, 10.0.1.0/24 } accept', [{ from: '10.0.1.9' }], [{ from: '10.0.0.2' }]],
  ['ip daddr 192.0.2.1 accept', [{}], [{ to: '192.0.2.2' }]],
  ['ip6 saddr fe80::/10 accept', [{ from: 'febf::1' }], [{ from: 'fec0::1' }, {}]],
  ['ip6 daddr ff02::1:2 accept', [{ ...six, to: 'ff02::1:2' }], [six]],
  ['ip saddr & 255.255.255.0 { 10.0.0.0, 10.0.2.0 } accept', [{ from: '10.0.0.9' }], [{ from: '10.0.1.9' }]],
  ['ip6 saddr & ffff:ffff:: { 2001:db8:: } accept', [six], [{ from: '2001:db9::1' }]],
  ['ip6 hoplimit 255 accept', [{ ...six, hops: 255 }], [six, { hops: 255 }]],
  ['ip6 nexthdr 51 accept', [{ ...six, nextHeader: 51 }], [six, { protocol: 51 }]],
  ['tcp dport 22 accept', [{ port: 22 }], [{ port: 23 }, { port: 22, protocol: udp }, icmp]],
  ['tcp dport != 22 accept', [{ port: 23 }], [{ port: 22 }, { port: 23, protocol: udp }]],
  ['tcp dport 8000-8100 accept', [{ port: 8000 }, { port: 8100 }], [{ port: 7999 }, { port: 8101 }]],
  ['tcp dport { 22, 80-81 } accept', [{ port: 22 }, { port: 81 }], [{ port: 82 }]],
  [
    'udp sport 67 udp dport 68 accept',
    [{ protocol: udp, sourcePort: 67, port: 68 }],
    [{ protocol: udp, port: 68 }],
  ],
  [
    'meta l4proto { tcp, udp } th dport 53 accept',
    [{ port: 53 }, { protocol: udp, port: 53 }],
    [{ port: 54 }, icmp],
  ],
  ['icmp type 8 accept', [icmp], [{ ...icmp, icmp: [0, 0] }, icmpv6, { ...icmp, family: 'ipv6' }]],
  ['icmp type echo-request accept', [icmp, { ...icmp, icmp: [8, 7] }], [{}]],
  ['icmp code 4 accept', [{ ...icmp, icmp: [3, 4] }], [{ ...icmp, icmp: [3, 3] }]],
  [
    'icmp type . icmp code { 3 . 4, 8 . 0 } accept',
    [icmp, { ...icmp, icmp: [3, 4] }],
    [{ ...icmp, icmp: [3, 0] }],
  ],
  ['icmpv6 type 133-136 accept', [{ ...icmpv6, icmp: [136, 0] }], [icmpv6, icmp]],
  ['icmpv6 type { nd-router-solicit, 143 } accept', [{ ...icmpv6, icmp: [133, 0] }], [icmpv6]],
  ['tcp flags & (syn | ack) == syn accept', [{}, { flags: 34 }], [{ flags: 18 }]],
  ['fib daddr type local accept', [{}], [{ destinationType: 'broadcast' }]],
  ['fib daddr type != local accept', [{ destinationType: 'multicast' }], [{}]],
  ['counter tcp dport 22 counter accept comment "why not"', [{ port: 22 }], [{ port: 80 }]],
  ['log prefix "in: " tcp dport 22 accept', [{ port: 22 }], [{ port: 80 }]],
  ['log prefix "in: " group 5 tcp dport 22 accept', [{ port: 22 }], [{ port: 80 }]],
  [
    'tcp dport 22 ip saddr 10.0.0.1 accept',
    [{ port: 22, from: '10.0.0.1' }],
    [{ port: 22 }, { from: '10.0.0.1' }],
  ],
  ['tcp dport 22; accept', [{ port: 80 }], []],
  ['tcp dport 22 drop\naccept', [{ port: 80 }], [{ port: 22 }]],
  ['tcp dport 22 return\naccept', [{ port: 80 }], [{ port: 22 }]],
  ['tcp dport 22 continue\naccept', [{ port: 22 }], []],
  [
    'ct state vmap { established : accept, invalid : drop }\naccept',
    [{}, { state: 'established' }],
    [{ state: 'invalid' }],
  ],
  ['tcp dport vmap { 22 : accept, 80-90 : drop }', [{ port: 22 }], [{ port: 85 }, { port: 23 }]],
  [
    'meta nfproto . meta l4proto vmap { ipv4 . tcp : accept, ipv6 . ipv6-icmp : accept, ipv6 . 100-200 : accept }',
    [{}, icmpv6, { ...six, protocol: 150 }],
    [six, { protocol: 58 }, { protocol: 150 }],
  ],
  ['iifname != { "eth0" } ip daddr vmap { 192.0.2.1 : accept }', [{ device: 'eth1' }], [{}]],
];

test.each(matches)('%s', (rule, accepted, dropped) => {
  const text = script(rule);
  expect(accepted.map((like) => verdictOf(text, like))).toEqual(accepted.map(() => 'accept'));
  expect(dropped.map((like) => verdictOf(text, like))).toEqual(dropped.map(() => 'drop'));
});

test('every kind of match is tried', () => {
  expect(matches.filter(([, accepted, dropped]) => accepted.length + dropped.length === 0)).toEqual([]);
});

const sets = `
set hosts { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.9 } }
set nets {
  type ipv4_addr
  flags interval
  comment "networks"
  elements = { 10.1.0.0/16,
    10.2.0.0-10.2.0.9 }
}
set none { type ipv4_addr; }
set masked { type ipv4_addr; flags constant; elements = { 10.7.7.0, 10.7.9.0 } }
set pairs { type inet_service . ipv4_addr; elements = { 22 . 10.7.0.0, 80 . 10.8.0.0 } }
set cards { type ifname; elements = { "eth0", "eth1" } }
map ports { type inet_service : verdict; elements = { 22 : jump good, 23 : drop } }
map places { type inet_service . ipv4_addr : verdict; flags interval; elements = { 22-23 . 10.0.0.0/8 : goto good } }
chain good { ip saddr 10.0.0.1 accept; ip saddr 10.0.0.2 return; ip saddr 10.0.0.3 drop; }
`;

const lookups: readonly (readonly [string, readonly Like[], readonly Like[]])[] = [
  ['ip saddr @hosts accept', [{ from: '10.0.0.9' }], [{ from: '10.0.0.2' }, six]],
  ['ip saddr != @hosts accept', [{ from: '10.0.0.2' }], [{ from: '10.0.0.9' }, six]],
  ['ip saddr @nets accept', [{ from: '10.1.255.255' }, { from: '10.2.0.9' }], [{ from: '10.2.0.10' }]],
  // An empty set holds nothing.
  ['ip saddr @none accept', [], [{}, six]],
  ['ip saddr & 255.255.255.0 @masked accept', [{ from: '10.7.9.255' }], [{ from: '10.7.8.0' }]],
  [
    'tcp dport . ip saddr & 255.255.0.0 @pairs accept',
    [
      { port: 22, from: '10.7.1.2' },
      { port: 80, from: '10.8.0.0' },
    ],
    [
      { port: 80, from: '10.7.1.2' },
      { port: 22, from: '10.7.1.2', protocol: udp },
    ],
  ],
  ['iifname @cards accept', [{}, { device: 'eth1' }], [{ device: 'eth2' }]],
  [
    'tcp dport vmap @ports\nudp dport 9 accept',
    [{ port: 22, from: '10.0.0.1' }],
    [{ port: 23 }, { port: 22 }],
  ],
  [
    'tcp dport vmap @ports\naccept',
    [
      { port: 22, from: '10.0.0.2' },
      { port: 22, from: '10.0.0.4' },
    ],
    [{ port: 22, from: '10.0.0.3' }],
  ],
  // A packet that comes back from a chain it was sent to by goto does not go on behind the rule.
  [
    'tcp dport . ip saddr vmap @places\naccept',
    [
      { port: 22, from: '10.0.0.1' },
      { port: 24, from: '10.0.0.4' },
    ],
    [
      { port: 23, from: '10.0.0.2' },
      { port: 22, from: '10.0.0.4' },
    ],
  ],
  ['jump good\naccept', [{ from: '10.0.0.1' }, { from: '10.0.0.2' }, {}], [{ from: '10.0.0.3' }]],
  ['goto good\naccept', [{ from: '10.0.0.1' }], [{ from: '10.0.0.2' }, {}]],
];

test.each(lookups)('%s, with named sets, maps and chains', (rule, accepted, dropped) => {
  const text = script(rule, sets);
  expect(accepted.map((like) => verdictOf(text, like))).toEqual(accepted.map(() => 'accept'));
  expect(dropped.map((like) => verdictOf(text, like))).toEqual(dropped.map(() => 'drop'));
});

test('what a limit lets through is not known, unless it changes nothing', () => {
  expect(verdictOf(script('limit rate 5/second accept'), {})).toBe('unknown');
  expect(verdictOf(script('tcp dport 22 limit rate over 5/second drop\naccept'), { port: 22 })).toBe(
    'unknown',
  );
  expect(verdictOf(script('tcp dport 22 limit rate over 5/second drop\naccept'), { port: 23 })).toBe(
    'accept',
  );
  expect(verdictOf(script('limit rate 5/second burst 9 packets log prefix "x"\naccept'), {})).toBe('accept');
});

test('what is refused with an answer', () => {
  const [reset, prohibit] = ['reject with tcp reset', 'reject with icmpx type admin-prohibited'];
  expect(verdictOf(script(reset), {})).toBe('reset');
  expect(verdictOf(script(`${reset}\naccept`), { protocol: udp })).toBe('accept');
  expect(verdictOf(script(prohibit), icmpv6)).toBe('prohibit');
  expect(verdictOf(script(`iifname "eth0" reject with icmpx admin-prohibited\naccept`), {})).toBe('prohibit');
  expect(verdictOf(script(`limit rate 5/second burst 9 packets ${reset}\naccept`), {})).toBe('reset');
  expect(verdictOf(script(`limit rate 5/second jump good\naccept`, `chain good {\n${prohibit}\n}`), {})).toBe(
    'unknown',
  );
});

test('what ports a protocol without ports has is not known', () => {
  expect(verdictOf(script('th dport 22 accept'), icmp)).toBe('unknown');
  expect(verdictOf(script('th dport 22 accept'), { protocol: 89, port: 22 })).toBe('unknown');
  expect(verdictOf(script('th dport 22 accept'), { port: 22 })).toBe('accept');
  const concatenated = script('meta l4proto . th dport vmap { tcp . 22 : accept, 89 . 22 : accept }');
  expect(verdictOf(concatenated, icmp)).toBe('drop');
  expect(verdictOf(concatenated, { protocol: 89 })).toBe('unknown');
});

test('a packet passes when every base chain on its way accepts it', () => {
  const text = script(
    'accept',
    `chain early { type filter hook prerouting priority raw; policy accept; tcp dport 23 drop; }
     chain late { type filter hook input priority 10; policy accept; tcp dport 24 drop; }
     chain forward { type filter hook forward priority 0; policy drop; iifname "eth0" oifname "eth0" accept; }`,
  );
  expect([22, 23, 24].map((port) => verdictOf(text, { port }))).toEqual(['accept', 'drop', 'drop']);
  expect([22, 23].map((port) => verdictOf(text, { port }, 'forward'))).toEqual(['accept', 'drop']);
  expect(verdictOf(text, { device: 'eth1' }, 'forward')).toBe('drop');
  expect(verdictOf(text, { port: 23 }, 'output')).toBe('accept');
});
