import type { Random } from '../../reference/random.js';
import { all, between, type Grammar, mostly, oneOf, several, textOf } from './grammar.js';
import { addresses4, addresses6, anyNumber, range } from './values.js';

/** A rule, and what the table needs for it. */
export interface NftSpelling {
  readonly rule: string;
  /** Sets, maps and chains; their names end in the number of the spelling. */
  readonly declarations: string;
}

const names = (...texts: readonly string[]): Grammar =>
  mostly(
    oneOf(...texts),
    oneOf(
      (random) => random.pick(texts).toUpperCase(),
      (random) => `"${random.pick(texts)}"`,
      (random) => `${random.pick(texts)}-${random.pick(texts)}`,
      (random) => `${random.pick(texts)},${random.pick(texts)}`,
      (random) => `${random.pick(texts)}|${random.pick(texts)}`,
      anyNumber(256, 2),
    ),
    8,
  );

const ports = oneOf(
  anyNumber(65_536),
  anyNumber(65_536),
  range(65_536, '-'),
  mostly('22', oneOf('ssh', 'http', '"domain"'), 3),
);
const protocols = mostly(
  names(
    'tcp',
    'udp',
    'icmp',
    'icmpv6',
    'ipv6-icmp',
    'gre',
    'esp',
    'ah',
    'sctp',
    'udplite',
    'vrrp',
    'ip',
    'mobility-header',
  ),
  oneOf(anyNumber(256, 3), range(256, '-')),
  4,
);
const icmpTypes = oneOf(
  names(
    'echo-request',
    'echo-reply',
    'destination-unreachable',
    'redirect',
    'time-exceeded',
    'timestamp-request',
  ),
  anyNumber(256),
  range(256, '-'),
);
const icmpv6Types = oneOf(
  names(
    'echo-request',
    'packet-too-big',
    'nd-router-solicit',
    'nd-neighbor-advert',
    'mld-listener-query',
    'mld2-listener-report',
    'mld-listener-done',
    'mld-listener-reduction',
  ),
  anyNumber(256),
  range(256, '-'),
);
const icmpCodes = oneOf(
  names(
    'net-unreachable',
    'host-unreachable',
    'port-unreachable',
    'admin-prohibited',
    'no-route',
    'frag-needed',
    'prot-unreachable',
    'policy-fail',
  ),
  anyNumber(256),
  range(256, '-'),
);
const states = mostly(
  several(oneOf('new', 'established', 'related', 'invalid', 'untracked'), 1, 3, ','),
  oneOf(
    '0',
    '1',
    '8',
    '0x40',
    'snat',
    'NEW',
    '"new"',
    'new | related',
    'new, established',
    'new-related',
    'established,',
    'any',
  ),
);
const devices = mostly(
  oneOf('"eth0"', '"eth1"', 'lo', '"lo"', 'eth0'),
  oneOf(
    '"eth*"',
    'eth*',
    '"eth\\*"',
    '"*"',
    '""',
    "'eth0'",
    '"eth0 "',
    '" eth0"',
    '1',
    '"a.b-c_d"',
    '"eth0+"',
    '"a-name-of-sixteen"',
    '"a-name-of-15-ch"',
    '$eth0',
    '"eth0"x',
    'eth0-eth1',
    '"ETH0"',
  ),
);
const types = names(
  'local',
  'broadcast',
  'multicast',
  'unicast',
  'anycast',
  'blackhole',
  'unreachable',
  'prohibit',
  'unspec',
);
const families = names('ipv4', 'ipv6', 'ip', 'ip6');
const flags = oneOf('syn', 'ack', 'fin', 'rst', 'psh', 'urg', 'ecn', 'cwr', '2', '0x2');
const times = oneOf('5', '5s', '"5m"', '1d', '30');

interface Key {
  readonly text: string;
  /** What a set of it is declared with. */
  readonly type: string;
  readonly value: Grammar;
}

const key = (type: string, value: Grammar, ...texts: readonly string[]): readonly Key[] =>
  texts.map((text) => ({ text, type, value }));

const usualKeys: readonly Key[] = [
  ...key('ipv4_addr', addresses4, 'ip saddr', 'ip daddr', 'ip saddr'),
  ...key('ipv6_addr', addresses6, 'ip6 saddr', 'ip6 daddr', 'ip6 saddr'),
  ...key('inet_service', ports, 'tcp dport', 'tcp sport', 'udp dport', 'udp sport', 'th dport', 'tcp dport'),
  ...key('inet_proto', protocols, 'meta l4proto', 'meta l4proto', 'ip6 nexthdr'),
  ...key('icmp_type', icmpTypes, 'icmp type', 'icmp type'),
  ...key('icmpv6_type', icmpv6Types, 'icmpv6 type', 'icmpv6 type'),
  ...key('icmp_code', icmpCodes, 'icmp code'),
  ...key('icmpv6_code', icmpCodes, 'icmpv6 code'),
  ...key('ct_state', states, 'ct state', 'ct state'),
  ...key('ifname', devices, 'iifname', 'oifname', 'meta iifname', 'meta oifname'),
  ...key('nf_proto', families, 'meta nfproto', 'nfproto'),
  ...key('fib_addrtype', types, 'fib daddr type'),
  ...key('integer', anyNumber(256), 'ip6 hoplimit'),
];

const oddKeys: readonly Key[] = [
  ...key('inet_proto', protocols, 'ip protocol', 'l4proto'),
  ...key('inet_service', ports, 'th sport', 'sctp dport', 'udplite dport', 'dccp sport', '@th,16,16'),
  ...key(
    'integer',
    anyNumber(256),
    'ip ttl',
    'ip version',
    'ip length',
    'ip dscp',
    'ip hdrlength',
    'ip6 version',
    'ip frag-off',
    'ip id',
  ),
  ...key(
    'integer',
    anyNumber(65_536),
    'tcp sequence',
    'tcp window',
    'udp length',
    'icmp id',
    'icmp sequence',
    'icmpv6 mtu',
    'meta length',
  ),
  ...key('mark', anyNumber(65_536), 'meta mark', 'mark', 'ct mark', 'ct zone', 'meta cpu', 'meta cgroup'),
  ...key('iface_index', devices, 'iif', 'oif', 'meta iif', 'meta oif'),
  ...key('uid', anyNumber(65_536), 'meta skuid', 'meta skgid'),
  ...key('ifname', devices, 'meta iifkind', 'meta ibrname', 'meta sdifname'),
  ...key(
    'fib_addrtype',
    types,
    'fib saddr type',
    'fib daddr . iif type',
    'fib daddr . mark type',
    'fib saddr . iif oif',
    'fib daddr type . iif',
  ),
  ...key(
    'ipv4_addr',
    addresses4,
    'ct original ip saddr',
    'ct reply ip daddr',
    'rt nexthop',
    'ip saddr . ip daddr',
    'arp saddr ip',
  ),
  ...key('ct_dir', oneOf('original', 'reply', '0'), 'ct direction'),
  ...key('ct_status', oneOf('assured', 'snat', 'expected', '1'), 'ct status'),
  ...key('time', times, 'ct expiration', 'meta time', 'meta hour', 'meta day'),
  ...key('ether_addr', oneOf('00:01:02:03:04:05'), 'ether saddr'),
  ...key('pkt_type', oneOf('host', 'broadcast', 'multicast'), 'meta pkttype'),
  ...key(
    'boolean',
    oneOf('exists', 'missing', '1'),
    'exthdr frag',
    'exthdr hbh',
    'tcp option maxseg',
    'socket transparent',
    'rt type',
  ),
  ...key(
    'integer',
    anyNumber(16),
    'numgen random mod 2',
    'jhash ip saddr mod 4',
    'symhash mod 2',
    'tcp option maxseg size',
    'osf name',
  ),
  ...key('ipv6_addr', addresses6, 'ip6 saddr . ip6 daddr', 'rt ip6 nexthop', 'ct original ip6 saddr'),
  ...key('ct_state', states, 'ct helper', 'ct event', 'CT STATE', 'ct  state', 'ct original state'),
];

const anyKey = (random: Random): Key => random.pick(random.chance(0.06) ? oddKeys : usualKeys);

const operator: Grammar = mostly(
  oneOf('', '', '', '', '!= ', '== '),
  oneOf(
    '< ',
    '> ',
    '<= ',
    '>= ',
    'eq ',
    'ne ',
    'lt ',
    'gt ',
    '! ',
    '!',
    '=',
    '= ',
    '!=',
    '==',
    '=!',
    '<>',
    'in ',
    '& ',
    '^ ',
    '| ',
  ),
  12,
);

const elementOption: Grammar = mostly(
  '',
  oneOf(
    ' comment "c"',
    ' counter',
    ' counter packets 1 bytes 2',
    ' timeout 5m',
    ' timeout 5m expires 1m',
    ' timeout 1s',
    ' limit rate 1/second',
    ' comment c',
    ' quota 5 bytes',
  ),
  14,
);

const comma: Grammar = mostly(', ', oneOf(',', ' , ', ',\n', ', ,', ' ', ',\t', '; '), 12);

const braces = (inside: Grammar): Grammar =>
  mostly(
    all('{ ', inside, ' }'),
    oneOf(
      all('{', inside, '}'),
      all('{ ', inside, ', }'),
      '{ }',
      '{}',
      all('{\n', inside, '\n}'),
      all('{ ', inside),
      all('{ { ', inside, ' } }'),
    ),
    9,
  );

const verdict = (index: number): Grammar =>
  mostly(
    oneOf('accept', 'accept', 'drop', 'return', 'continue', `jump t${index}`, `goto t${index}`),
    oneOf(
      'queue',
      'reject',
      'jump',
      'goto',
      'jump nowhere',
      `jump "t${index}"`,
      'accept drop',
      'ACCEPT',
      '"accept"',
      `goto T${index}`,
      'break',
      '0',
      'stolen',
      'jump input',
    ),
    14,
  );

/** One element of a set of these keys. */
const elementOf =
  (keys: readonly Key[]): Grammar =>
  (random) =>
    keys
      .map(({ value }) => value(random))
      .join(textOf(mostly(' . ', oneOf(' .', '. ', ' , ', ' ', '.', ' . * . '), 20), random));

function setOf(keys: readonly Key[], isMap: boolean, index: number): Grammar {
  const element = elementOf(keys);
  const colon = mostly(' : ', oneOf(':', ' :', ' => ', ' '), 16);
  const entry = isMap ? all(element, elementOption, colon, verdict(index)) : all(element, elementOption);
  return braces(several(entry, 1, 4, comma));
}

const setFlags: Grammar = mostly(
  oneOf(
    '',
    '',
    'flags interval',
    'flags constant',
    'flags interval, constant',
    'size 8',
    'size 65536',
    'comment "s"',
  ),
  oneOf(
    'flags timeout',
    'flags dynamic',
    'timeout 1s',
    'gc-interval 1s',
    'auto-merge',
    'policy memory',
    'flags interval, timeout',
    'counter',
    'size 1',
    'timeout 5m',
    'typeof ip saddr',
    'flags interval interval',
    'size 010',
  ),
  6,
);

function namedSet(keys: readonly Key[], isMap: boolean, index: number): Grammar {
  const kind = mostly(isMap ? 'map' : 'set', oneOf('set', 'map', 'list'), 24);
  const type = all('type ', keys.map((one) => one.type).join(' . '), isMap ? ' : verdict' : '');
  const elements = all('elements = ', setOf(keys, isMap, index));
  const end = mostly('\n', oneOf('; ', ' ;\n', '', '\n\n', ' # c\n'), 6);
  return mostly(
    all(kind, ` s${index} {\n`, type, end, setFlags, end, elements, end, '}'),
    oneOf(
      all(kind, ` s${index} {\n`, elements, end, type, end, '}'),
      all(kind, ` s${index} {\n`, type, end, elements, end, elements, end, '}'),
      all(kind, ` s${index} {\n`, type, end, elements, end, setFlags, end, '}'),
      all(kind, ` s${index} { `, type, end, '}'),
      all(kind, ` s${index} `, type, end),
    ),
    5,
  );
}

interface Made {
  readonly match: string;
  readonly declarations: string;
}

/** `key operator value`, with a set, a map or a mask. */
function matchOf(random: Random, index: number): Made {
  const keys = random.chance(0.85)
    ? [anyKey(random)]
    : [anyKey(random), anyKey(random), ...(random.chance(0.3) ? [anyKey(random)] : [])];
  const text = keys.map((one) => one.text).join(textOf(mostly(' . ', oneOf(' .', '.', ', '), 20), random));
  const [first] = keys as [Key];
  if (random.chance(0.12)) return { match: masked(first, random), declarations: '' };
  const isMap = random.chance(0.15);
  const isNamed = random.chance(0.2);
  const declarations = isNamed ? namedSet(keys, isMap, index)(random) : '';
  const set = isNamed
    ? textOf(mostly(`@s${index}`, oneOf(`@ s${index}`, `s${index}`, `$s${index}`, `@S${index}`), 20), random)
    : '';
  if (isMap)
    return { match: `${text} vmap ${isNamed ? set : setOf(keys, true, index)(random)}`, declarations };
  const right = isNamed
    ? set
    : random.chance(0.35)
      ? setOf(keys, false, index)(random)
      : elementOf(keys)(random);
  return { match: `${text} ${operator(random)}${right}`, declarations };
}

const masks4: Grammar = mostly(
  oneOf('255.255.255.0', '255.0.0.0', '255.255.255.254'),
  oneOf('255.0.255.0', '0.0.0.255', '0xffffff00', '24', '0.0.0.0', '255.255.255.255', '255.255.255.0/24'),
  3,
);
const masks6: Grammar = mostly(
  oneOf('ffff:ffff::', 'ffff:ffff:ffff:ffff::'),
  oneOf('ffff::ffff', '::', '64', '::ffff'),
  3,
);
const networks4: Grammar = mostly(
  oneOf('10.0.0.0', '10.0.1.0', '192.168.0.0', '10.0.0.0, 10.0.1.0'),
  addresses4,
  4,
);
const networks6: Grammar = mostly(oneOf('2001:db8::', '2001:db8:1::'), addresses6, 4);

/** Masks and flags, by all operators and brackets. */
function masked({ text, type, value }: Key, random: Random): string {
  const compare = oneOf('', '', '== ', '!= ');
  if (type === 'ipv4_addr' || type === 'ipv6_addr') {
    const [masks, networks] = type === 'ipv4_addr' ? [masks4, networks4] : [masks6, networks6];
    return `${text} & ${masks(random)} ${textOf(oneOf(all('{ ', networks, ' }'), all('{ ', networks, ' }'), all(compare, networks)), random)}`;
  }
  if (random.chance(0.3)) return `${text} & ${value(random)} ${compare(random)}${value(random)}`;
  const list = several(flags, 1, 3, mostly(' | ', oneOf('|', ',', ' ', ' & ', ' ^ '), 6));
  const brackets = (inside: Grammar): Grammar =>
    mostly(
      all('(', inside, ')'),
      oneOf(inside, all('( ', inside, ' )'), all('((', inside, '))'), all('{ ', inside, ' }')),
      6,
    );
  return textOf(
    mostly(
      all('tcp flags & ', brackets(list), ' == ', flags),
      oneOf(
        all('tcp flags & ', list, ' ', compare, list),
        all('tcp flags & ', brackets(list), ' ', compare, brackets(list)),
        all('tcp flags ', compare, list),
        all('tcp flags ', list, ' / ', list),
        all('tcp flags ', compare, '{ ', list, ' }'),
        all('ct state & (', states, ') ', compare, states),
        all('ct state ', states, ' / ', states),
        all('tcp dport & ', ports, ' ', compare, ports),
        all('tcp flags & ', flags, ' | ', flags, ' == ', flags),
        all('ip saddr | 0.0.0.1 == ', addresses4),
        all('tcp dport ', ports, ' << 1'),
        all('meta mark & 0xff ', compare, '1'),
      ),
      2,
    ),
    random,
  );
}

/** What changes nothing, and what looks as if. */
const statements: Grammar = mostly(
  oneOf(
    'counter',
    'counter packets 5 bytes 100',
    'comment "x"',
    'comment "a } b"',
    'log',
    'log prefix "p "',
    'log prefix "p" level info',
    'limit rate 5/second',
    'limit rate 5/minute burst 7 packets',
    'limit rate over 5/second',
  ),
  oneOf(
    ...[
      'meta mark set 1',
      'ct mark set 1',
      'ct zone set 1',
      'notrack',
      'meta nftrace set 1',
      'meta priority set 0:1',
      'ip saddr set 10.0.0.1',
      'tcp dport set 80',
      'ct helper set "ftp"',
    ],
    ...[
      'quota 5 mbytes',
      'quota over 0 bytes',
      'limit rate 5 mbytes/second',
      'limit rate 5/second burst 0 packets',
      'limit rate 0/second',
      'limit name "x"',
      'counter name "x"',
      'quota name "x"',
      'ct count over 1',
      'connlimit 1',
    ],
    ...[
      'snat to 10.0.0.1',
      'dnat to 10.0.0.1',
      'masquerade',
      'redirect to :80',
      'tproxy to :80',
      'dup to 10.0.0.1',
      'fwd to eth0',
      'synproxy mss 1460 wscale 7',
      'reject with tcp reset',
      'queue num 1 bypass',
      'flow add @f',
    ],
    ...[
      'log group 2',
      'log flags all',
      'log flags tcp sequence,options',
      'log flags skuid',
      'log level audit',
      'log level x',
      'log snaplen 5',
      'log prefix p',
      'log prefix "a\\"b"',
      'log prefix "$x"',
    ],
    ...[
      'comment x',
      'comment "a" comment "b"',
      'counter counter',
      'counter packets 1',
      'counter bytes 1 packets 1',
      'limit rate 05/second',
      'limit rate 5 /second',
      'limit rate 5/second burst 5',
      'limit rate 5/fortnight',
      'counter packets -1 bytes 2',
      'counter packets 0x1 bytes 2',
    ],
    all('add @s', between(0, 9), ' { ip saddr }'),
    all('update @s', between(0, 9), ' { ip saddr timeout 5s }'),
  ),
  4,
);

/** What stands between two words of a rule. */
const layout: Grammar = oneOf(
  '  ',
  '\t',
  ' \\\n ',
  '\n',
  ' ; ',
  ' # c\n',
  ' \r',
  '\u00a0',
  '\v',
  '\f',
  '',
  ' \\ ',
  '; ',
  ' { ',
  ' } ',
  '"',
  ', ',
);

function laidOut(rule: string, random: Random): string {
  if (!random.chance(0.12)) return rule;
  const blanks = [...rule.matchAll(/ /g)].map(({ index }) => index);
  if (blanks.length === 0) return rule;
  const at = random.pick(blanks);
  return rule.slice(0, at) + layout(random) + rule.slice(at + 1);
}

/** The chain that verdicts of this spelling call. */
const target = (index: number, random: Random): string =>
  `chain t${index} {\n${random.pick(['', 'accept', 'drop', 'return', 'tcp dport 80 accept', 'meta nfproto ipv6 return\naccept', 'udp dport 1 drop'])}\n}`;

export function nftSpelling(random: Random, index: number): NftSpelling {
  const matches = random.times(random.pick([0, 1, 1, 1, 2, 2, 3]), () => matchOf(random, index));
  const parts = [
    ...matches.map(({ match }) => match),
    ...(random.chance(0.2) ? [statements(random)] : []),
    ...(random.chance(0.92) ? [verdict(index)(random)] : []),
    ...(random.chance(0.08) ? [statements(random)] : []),
  ];
  const ordered = random.chance(0.05) ? random.shuffle(parts) : parts;
  const rules = [
    ordered.join(' '),
    ...(random.chance(0.2) ? [`${matchOf(random, index).match} ${verdict(index)(random)}`] : []),
  ];
  const declarations = [...new Set(matches.map((one) => one.declarations)), target(index, random)].join('\n');
  return { rule: laidOut(rules.join('\n'), random), declarations };
}
