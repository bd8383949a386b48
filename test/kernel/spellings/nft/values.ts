import { type Grammar, mostly, oneOf, several } from '../grammar.js';
import { anyNumber, range } from '../values.js';

export const names = (...texts: readonly string[]): Grammar =>
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

export const ports = oneOf(
  anyNumber(65_536),
  anyNumber(65_536),
  range(65_536, '-'),
  mostly('22', oneOf('ssh', 'http', '"domain"'), 3),
);

export const protocols = mostly(
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

export const icmpTypes = oneOf(
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

export const icmpv6Types = oneOf(
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

export const icmpCodes = oneOf(
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

export const states = mostly(
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

export const devices = mostly(
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

export const types = names(
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

export const families = names('ipv4', 'ipv6', 'ip', 'ip6');

export const flags = oneOf('syn', 'ack', 'fin', 'rst', 'psh', 'urg', 'ecn', 'cwr', '2', '0x2');

export const times = oneOf('5', '5s', '"5m"', '1d', '30');
