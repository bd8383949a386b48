import { describe, expect, test } from 'vitest';
import type { Like } from '../support.js';
import { scriptOf, table, verdictOf } from './reading.js';

const udp = 17;
const icmp: Like = { protocol: 1, icmp: [8, 0] };
const icmpv6: Like = { protocol: 58, family: 'ipv6', icmp: [128, 0] };
const six: Like = { family: 'ipv6' };
const [SYN, ACK, PSH, CWR] = [2, 16, 8, 128];

/** A rule, packets that it accepts, and packets that it does not. */
type Row = readonly [rule: string, accepted: readonly Like[], others: readonly Like[]];

const both: readonly Row[] = [
  ['-j ACCEPT', [{}, icmp], []],
  ['-p tcp -j ACCEPT', [{}], [{ protocol: udp }]],
  ['-p 6 -j ACCEPT', [{}], [{ protocol: udp }]],
  ['! -p tcp -j ACCEPT', [{ protocol: udp }], [{}]],
  ['-p gre -j ACCEPT', [{ protocol: 47 }], [{}]],
  ['-i eth0 -j ACCEPT', [{}], [{ device: 'eth1' }, { device: 'lo' }]],
  ['! -i eth0 -j ACCEPT', [{ device: 'eth1' }, { device: 'lo' }], [{}]],
  ['-i eth+ -j ACCEPT', [{}, { device: 'eth2' }], [{ device: 'wlan0' }]],
  ['-o eth0 -j ACCEPT', [], [{}]],
  ['! -o eth0 -j ACCEPT', [{}], []],
  ['-m conntrack --ctstate ESTABLISHED -j ACCEPT', [{ state: 'established' }], [{}, { state: 'related' }]],
  [
    '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    [{ state: 'related' }],
    [{}, { state: 'invalid' }],
  ],
  ['-m conntrack ! --ctstate NEW -j ACCEPT', [{ state: 'untracked' }], [{}]],
  ['-m state --state INVALID -j ACCEPT', [{ state: 'invalid' }], [{}]],
  ['-p tcp --dport 22 -j ACCEPT', [{ port: 22 }], [{ port: 23 }, { port: 22, protocol: udp }, icmp]],
  ['-p tcp -m tcp --dport 22 -j ACCEPT', [{ port: 22 }], [{ port: 23 }]],
  ['-p tcp ! --dport 22 -j ACCEPT', [{ port: 23 }], [{ port: 22 }, { port: 23, protocol: udp }]],
  ['-p tcp --dport 8000:8100 -j ACCEPT', [{ port: 8000 }, { port: 8100 }], [{ port: 7999 }, { port: 8101 }]],
  [
    '-p udp --sport 67 --dport 68 -j ACCEPT',
    [{ protocol: udp, sourcePort: 67, port: 68 }],
    [{ protocol: udp, port: 68 }],
  ],
  ['-p tcp -m multiport --dports 22,80:81 -j ACCEPT', [{ port: 22 }, { port: 81 }], [{ port: 82 }]],
  ['-p tcp -m multiport ! --sports 22,80 -j ACCEPT', [{ sourcePort: 21 }], [{ sourcePort: 80 }]],
  [
    '-p tcp --syn -j ACCEPT',
    [{ flags: SYN }, { flags: SYN | PSH | CWR }],
    [{ flags: SYN | ACK }, { flags: ACK }],
  ],
  [
    '-p tcp --tcp-flags SYN,ACK ACK -j ACCEPT',
    [{ flags: ACK }, { flags: ACK | PSH }],
    [{ flags: SYN | ACK }],
  ],
  [
    '-p tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j ACCEPT',
    [{ flags: 0 }, { flags: CWR }],
    [{ flags: PSH }],
  ],
  ['-m addrtype --dst-type LOCAL -j ACCEPT', [{}], [{ destinationType: 'broadcast' }]],
  ['-m comment --comment "a \\"b\\" -j DROP" -j ACCEPT', [{}], []],
  ['-m limit --limit 5/second --limit-burst 5 -j LOG --log-prefix "x y "', [], [{}]],
  ['-m limit --limit 5/second --limit-burst 5 -j NFLOG --nflog-prefix "x y " --nflog-group 5', [], [{}]],
  ['-p tcp', [], [{}]],
  // The first that decides counts.
  ['-p tcp -j RETURN', [], [{}]],
];

const v4: readonly Row[] = [
  ['-s 10.0.0.0/8 -j ACCEPT', [{ from: '10.255.255.255' }], [{ from: '11.0.0.0' }]],
  ['! -s 10.0.0.1 -j ACCEPT', [{ from: '10.0.0.2' }], [{ from: '10.0.0.1' }]],
  ['-d 192.0.2.1 -j ACCEPT', [{}], [{ to: '192.0.2.2' }]],
  ['-p icmp --icmp-type 8 -j ACCEPT', [icmp, { ...icmp, icmp: [8, 3] }], [{ ...icmp, icmp: [0, 0] }, {}]],
  ['-p icmp -m icmp --icmp-type 8/0 -j ACCEPT', [icmp], [{ ...icmp, icmp: [8, 3] }]],
  ['-p icmp ! --icmp-type 8 -j ACCEPT', [{ ...icmp, icmp: [0, 0] }], [icmp, {}]],
  // Type 255 is every type, whatever the code.
  ['-p icmp --icmp-type any -j ACCEPT', [icmp, { ...icmp, icmp: [255, 1] }], [{}]],
  ['-p icmp --icmp-type 255/3 -j ACCEPT', [icmp], [{}]],
  ['-m u32 --u32 6&0xff=0 -j ACCEPT', [{ protocol: 0 }], [{}]],
  ['-m u32 --u32 "0x6&0xff=0x0" -j ACCEPT', [{ protocol: 0 }], [{}]],
  [
    '-p icmp -m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=65280:65281 -j ACCEPT',
    [
      { ...icmp, icmp: [255, 0] },
      { ...icmp, icmp: [255, 1] },
    ],
    [{ ...icmp, icmp: [255, 2] }, {}],
  ],
  [
    '-m addrtype --dst-type LOCAL,BROADCAST -j ACCEPT',
    [{ destinationType: 'broadcast' }],
    [{ destinationType: 'multicast' }],
  ],
];

const v6: readonly Row[] = [
  ['-s fe80::/10 -j ACCEPT', [{ ...six, from: 'febf::1' }], [{ ...six, from: 'fec0::1' }]],
  ['-d ff02::1:2 -j ACCEPT', [{ ...six, to: 'ff02::1:2' }], [six]],
  ['-p ipv6-icmp --icmpv6-type 128 -j ACCEPT', [icmpv6], [{ ...icmpv6, icmp: [129, 0] }, six]],
  [
    '-p icmpv6 -m icmp6 --icmpv6-type 1/4 -j ACCEPT',
    [{ ...icmpv6, icmp: [1, 4] }],
    [{ ...icmpv6, icmp: [1, 3] }],
  ],
  // Of IPv6, 255 is a type like others.
  ['-p ipv6-icmp --icmpv6-type 255 -j ACCEPT', [{ ...icmpv6, icmp: [255, 0] }], [icmpv6]],
  ['-m hl --hl-eq 255 -j ACCEPT', [{ ...six, hops: 255 }], [six]],
  ['-m hl --hl-lt 2 -j ACCEPT', [{ ...six, hops: 1 }], [{ ...six, hops: 2 }]],
  ['-m ah -j ACCEPT', [{ ...six, nextHeader: 51 }], [six]],
  // ip6tables looks behind the header for the protocol.
  ['-p ah -j ACCEPT', [], [{ ...six, nextHeader: 51 }]],
];

function check(script: string, accepted: readonly Like[], others: readonly Like[]): void {
  for (const like of accepted) expect([like, verdictOf(script, like)]).toEqual([like, 'accept']);
  for (const like of others) expect([like, verdictOf(script, like)]).toEqual([like, 'drop']);
}

const inFamily = (likes: readonly Like[]) =>
  likes.map((like): Like => (like.protocol === 1 ? icmpv6 : { ...like, ...six }));

describe('a rule accepts what iptables would, and nothing else', () => {
  test.each([...both, ...v4])('of IPv4: %s', (rule, accepted, others) => {
    const script = scriptOf({ 'rules ipv4': table(rule), 'rules ipv6': table() });
    check(script, accepted, others);
    check(
      script,
      [],
      accepted.filter(({ from, to }) => !from && !to).map((like) => ({ ...like, ...six })),
    );
  });

  test.each([...both.map(([rule, yes, no]) => [rule, inFamily(yes), inFamily(no)] as const), ...v6])(
    'of IPv6: %s',
    (rule, accepted, others) => {
      check(scriptOf({ 'rules ipv4': table(), 'rules ipv6': table(rule) }), accepted, others);
    },
  );
});

test('a rule refuses with an answer', () => {
  const answer = (family: 'ipv4' | 'ipv6', ...rules: readonly string[]) =>
    scriptOf({ 'rules ipv4': table(), [`rules ${family}`]: table(...rules) });
  const reset = '-p tcp -m limit --limit 5/sec -j REJECT --reject-with tcp-reset';
  expect(verdictOf(answer('ipv4', reset, '-j ACCEPT'), {})).toBe('reset');
  expect(verdictOf(answer('ipv6', reset, '-j ACCEPT'), six)).toBe('reset');
  expect(verdictOf(answer('ipv4', reset, '-j ACCEPT'), { protocol: udp })).toBe('accept');
  expect(verdictOf(answer('ipv4', '! -p tcp -j REJECT --reject-with icmp-admin-prohibited'), icmp)).toBe(
    'prohibit',
  );
  expect(verdictOf(answer('ipv6', '-j REJECT --reject-with icmp6-adm-prohibited'), icmpv6)).toBe('prohibit');
});

describe('chains', () => {
  const chains = (...rules: readonly string[]) =>
    scriptOf({ 'rules ipv4': table(':SECG-a - [0:0]', ':SECG-b - [0:0]', ...rules) });

  test.each([
    ['a jump comes back', ['-j SECG-a', '-j ACCEPT', '-A SECG-a -p udp -j DROP'], [{}], [{ protocol: udp }]],
    ['a return comes back', ['-j SECG-a', '-j ACCEPT', '-A SECG-a -j RETURN', '-A SECG-a -j DROP'], [{}], []],
    [
      'a goto does not come back here',
      ['-g SECG-a', '-j ACCEPT', '-A SECG-a -p udp -j ACCEPT'],
      [{ protocol: udp }],
      [{}],
    ],
    [
      'a goto comes back to the caller',
      ['-j SECG-a', '-j ACCEPT', '-A SECG-a -g SECG-b', '-A SECG-a -j DROP', '-A SECG-b -p udp -j DROP'],
      [{}],
      [{ protocol: udp }],
    ],
    [
      'a return after a goto comes back to the caller',
      ['-j SECG-a', '-j ACCEPT', '-A SECG-a -g SECG-b', '-A SECG-a -j DROP', '-A SECG-b -j RETURN'],
      [{}],
      [],
    ],
    [
      'rules that overlap decide in their order',
      ['-s 10.0.0.0/8 -g SECG-a', '-s 10.0.0.0/7 -j ACCEPT', '-A SECG-a -s 10.0.0.1 -j ACCEPT'],
      [{ from: '11.0.0.0' }, { from: '10.0.0.1' }],
      [{ from: '10.0.0.2' }, { from: '12.0.0.1' }],
    ],
    [
      'parts of overlapping rules too',
      [
        '-s 10.2.0.0/15 -j DROP',
        '-s 10.0.0.0/14 -j SECG-a',
        '-s 10.0.0.0/8 -j ACCEPT',
        '-A SECG-a -s 10.1.0.0/16 -j DROP',
        '-A SECG-a -s 10.3.0.0/16 -j ACCEPT',
      ],
      [{ from: '10.0.9.9' }, { from: '10.4.0.0' }],
      [{ from: '10.1.0.0' }, { from: '10.3.0.0' }, { from: '10.2.0.0' }],
    ],
  ] as const)('%s', (_, rules, accepted, others) => check(chains(...rules), accepted, others));

  test('what a limit decides cannot be told', () => {
    const script = chains('-m limit --limit 5/second -j ACCEPT');
    expect(verdictOf(script, {})).toBe('unknown');
  });

  test('hooks of which nothing is said are left alone', () => {
    expect(verdictOf(chains(), {}, 'output')).toBe('accept');
    expect(verdictOf(chains(), six)).toBe('accept');
  });

  test('a policy decides about what comes back', () => {
    const script = (policy: string) =>
      scriptOf({
        'rules ipv4': table('-p udp -j RETURN', '-j DROP').replace('INPUT DROP', `INPUT ${policy}`),
      });
    expect(verdictOf(script('ACCEPT'), { protocol: udp })).toBe('accept');
    expect(verdictOf(script('DROP'), { protocol: udp })).toBe('drop');
    expect(verdictOf(script('ACCEPT'), {})).toBe('drop');
  });

  test('where no policy is set, what comes back cannot be told', () => {
    const rules = table('-p udp -j ACCEPT').replace(':INPUT DROP [0:0]\n', '');
    expect(verdictOf(scriptOf({ 'rules ipv4': rules }), { protocol: udp })).toBe('accept');
    expect(verdictOf(scriptOf({ 'rules ipv4': rules }), {})).toBe('unknown');
  });
});

describe('sets', () => {
  const withSet = (sets: string, ...rules: readonly string[]) =>
    scriptOf({ sets, [sets.includes('inet6') ? 'rules ipv6' : 'rules ipv4']: table(...rules) });

  test.each([
    [
      'hash:ip',
      'create SECG-s hash:ip family inet\nadd SECG-s 10.0.0.1\nadd SECG-s 10.0.0.6',
      'src',
      [{ from: '10.0.0.1' }, { from: '10.0.0.6' }],
      [{ from: '10.0.0.2' }],
    ],
    [
      'hash:net',
      'create SECG-s hash:net family inet hashsize 64 maxelem 65536\nadd SECG-s 10.0.0.0/8',
      'dst',
      [{ to: '10.9.9.9' }],
      [{}],
    ],
    [
      'hash:net of IPv6',
      'create SECG-s hash:net family inet6\nadd SECG-s 2001:db8::/32',
      'src',
      [six],
      [{ ...six, from: '2001:db9::1' }],
    ],
    ['an empty set', 'create SECG-s hash:net', 'src', [], [{}]],
    [
      'two directions for one',
      'create SECG-s hash:ip\nadd SECG-s 10.0.0.1',
      'src,dst',
      [{ from: '10.0.0.1' }],
      [{ to: '10.0.0.1' }],
    ],
    [
      'hash:net,port',
      'create SECG-s hash:net,port\nadd SECG-s 10.0.0.0/8,tcp:81\nadd SECG-s 11.0.0.1,tcp:53',
      'src,dst',
      [
        { from: '10.0.0.1', port: 81 },
        { from: '11.0.0.1', port: 53 },
      ],
      [
        { from: '10.0.0.1', port: 81, protocol: udp },
        { from: '11.0.0.1', port: 80 },
      ],
    ],
    [
      'hash:ip,port',
      'create SECG-s hash:ip,port\nadd SECG-s 10.0.0.1,tcp:80\nadd SECG-s 10.0.0.2,udp:80',
      'src,dst',
      [
        { from: '10.0.0.1', port: 80 },
        { from: '10.0.0.2', port: 80, protocol: udp },
      ],
      [
        { from: '10.0.0.1', port: 80, protocol: udp },
        { from: '10.0.0.2', port: 80 },
      ],
    ],
    [
      'hash:net,port of ICMP',
      'create SECG-s hash:net,port\nadd SECG-s 203.0.113.7,icmp:8/0',
      'src,src',
      [icmp],
      [{ ...icmp, icmp: [8, 1] }, {}],
    ],
    [
      'hash:net,port without ports',
      'create SECG-s hash:net,port\nadd SECG-s 203.0.113.7,gre:0',
      'src,dst',
      [{ protocol: 47 }],
      [{}],
    ],
    // The kernel finds nothing for fewer directions than the set has dimensions.
    [
      'one direction for two',
      'create SECG-s hash:net,port\nadd SECG-s 203.0.113.7,tcp:80',
      'src',
      [],
      [{ port: 80 }],
    ],
  ] as const)('%s', (_, sets, directions, accepted, others) => {
    const rule = `-m set --match-set SECG-s ${directions} -j ACCEPT`;
    check(withSet(sets, rule), accepted, others);
    const negated = `-m set ! --match-set SECG-s ${directions} -j ACCEPT`;
    check(withSet(sets, negated), others, accepted);
  });
});

describe('the raw table', () => {
  const early = (...rules: readonly string[]) => ({
    'early ipv4': [':SECG-PREROUTING - [0:0]', '-I PREROUTING 1 -j SECG-PREROUTING', ...rules].join('\n'),
    'rules ipv4': table('-j ACCEPT'),
  });

  // Before the templates print them, no script holds rules for it.
  const isShipped = scriptOf(early()).includes('SECG-PREROUTING - ');

  test.skipIf(!isShipped)('drops for good, and letting through is not the last word', () => {
    const script = scriptOf(early('-A SECG-PREROUTING -p udp -j DROP', '-A SECG-PREROUTING -j RETURN'));
    expect([{}, { protocol: udp }, six].map((like) => verdictOf(script, like))).toEqual([
      'accept',
      'drop',
      'accept',
    ]);
    expect(verdictOf(script, { protocol: udp }, 'forward')).toBe('drop');
    expect(verdictOf(script, { protocol: udp }, 'output')).toBe('accept');
  });
});
