import { all, between, type Grammar, mostly, oneOf, several } from '../grammar.js';
import { addresses4, addresses6, anyNumber, range } from '../values.js';

export type Family = 'ipv4' | 'ipv6';

export const negated: Grammar = mostly('', oneOf('! ', '! ', '!', '! ! ', 'not '), 8);

/** One of the usual names of an option, or one that iptables takes for the same. */
export const option = (usual: string, ...others: readonly string[]): Grammar =>
  mostly(usual, others.length === 0 ? usual : oneOf(...others), 14);

export const protocols = (family: Family): Grammar =>
  mostly(
    oneOf(
      'tcp',
      'tcp',
      'udp',
      family === 'ipv4' ? 'icmp' : 'ipv6-icmp',
      'gre',
      'esp',
      'ah',
      'sctp',
      '50',
      '132',
    ),
    oneOf(
      'all',
      '0',
      'ip',
      'ipv6',
      'icmpv6',
      'icmp',
      'TCP',
      'mh',
      'ipv6-mh',
      'udplite',
      'dccp',
      'hopopt',
      'ipv6-frag',
      '43',
      '44',
      '59',
      '60',
      '255',
      anyNumber(256, 3),
      'tcp,udp',
      '"tcp"',
      't\\cp',
    ),
    6,
  );

export const addresses = (family: Family): Grammar => {
  const own = family === 'ipv4' ? addresses4 : addresses6;
  const other = family === 'ipv4' ? addresses6 : addresses4;
  return mostly(
    own,
    oneOf(
      other,
      all(own, ',', own),
      all(own, '/255.255.255.0'),
      all(own, '/32'),
      all(own, '/128'),
      all(own, '/0'),
    ),
    12,
  );
};

export const devices: Grammar = mostly(
  oneOf('eth0', 'eth1', 'lo', 'eth+', 'wlan0.5-x'),
  oneOf(
    '+',
    'eth*',
    '""',
    '"eth0"',
    '"eth 0"',
    'eth0+',
    'e+h',
    'a-name-of-sixteen',
    'a-name-of-15-ch',
    'a-name-of-14-c+',
    'eth0:1',
    'eth/0',
    'ETH0',
    '!eth0',
    "eth'0",
    'eth0\\',
    '--',
    '-i',
  ),
  7,
);

export const port: Grammar = oneOf(
  anyNumber(65_536),
  anyNumber(65_536),
  range(65_536, ':'),
  mostly('22', oneOf('ssh', 'http', '22-23', '22,23'), 4),
);

export const ports: Grammar = mostly(
  several(oneOf(anyNumber(65_536, 20), range(65_536, ':')), 1, 5, ','),
  oneOf(
    several(anyNumber(65_536, 40), 15, 17, ','),
    several(anyNumber(65_536, 20), 1, 3, oneOf(', ', ',,', ';', '-')),
    'ssh,http',
    '22,',
  ),
  6,
);

export const states: Grammar = mostly(
  several(oneOf('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'), 1, 3, ','),
  oneOf('new', 'DNAT', 'SNAT', 'NEW,DNAT', 'NEW,', 'ALL', 'NONE', '""', 'N', 'NEW ESTABLISHED', 'NEW,NEW'),
  9,
);

export const flagList: Grammar = mostly(
  several(oneOf('SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG'), 1, 4, ','),
  oneOf('ALL', 'NONE', 'syn', 'SYN,SYN', 'SYN,', '""', 'ECE', '2'),
  5,
);

export const icmpTypes: Grammar = mostly(
  oneOf(
    anyNumber(256, 20),
    all(between(0, 255), '/', between(0, 255)),
    '8',
    '128',
    '133',
    '3/4',
    '255',
    'any',
  ),
  oneOf(
    'echo-request',
    'echo-reply',
    'destination-unreachable',
    'ANY',
    '256',
    '8/',
    '/0',
    '8/256',
    '8/-1',
    '8/0/0',
    '3:4',
    '3-4',
    'router-advertisement',
    '255/255',
    '255/0',
    '08',
    anyNumber(256, 1),
    all(anyNumber(256, 2), '/', anyNumber(256, 2)),
  ),
  3,
);

export const types: Grammar = mostly(
  oneOf('LOCAL', 'BROADCAST', 'MULTICAST', 'BROADCAST,MULTICAST'),
  oneOf('UNICAST', 'ANYCAST', 'local', 'LOCAL,', 'UNSPEC', 'BLACKHOLE', 'THROW', 'NAT', 'XRESOLVE', '!LOCAL'),
  6,
);

export const quoted: Grammar = oneOf(
  'x',
  '"a b"',
  '"a \\" b"',
  '"a -j ACCEPT"',
  '"-j"',
  "'a b'",
  'a"b',
  '"a',
  '"a\\\\"',
  '"$(touch canary)"',
  '""',
  '-',
  '"x"y',
  'é',
  (random) => 'x'.repeat(random.pick([255, 256, 300])),
);
