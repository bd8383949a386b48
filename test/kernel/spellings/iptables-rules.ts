import type { Random } from '../../reference/random.js';
import { all, between, type Grammar, mostly, oneOf, several, textOf } from './grammar.js';
import { addresses4, addresses6, anyNumber, range } from './values.js';

export type Family = 'ipv4' | 'ipv6';

const negated: Grammar = mostly('', oneOf('! ', '! ', '!', '! ! ', 'not '), 8);

/** One of the usual names of an option, or one that iptables takes for the same. */
const option = (usual: string, ...others: readonly string[]): Grammar =>
  mostly(usual, others.length === 0 ? usual : oneOf(...others), 14);

const protocols = (family: Family): Grammar =>
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

const addresses = (family: Family): Grammar => {
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

const devices: Grammar = mostly(
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

const port: Grammar = oneOf(
  anyNumber(65_536),
  anyNumber(65_536),
  range(65_536, ':'),
  mostly('22', oneOf('ssh', 'http', '22-23', '22,23'), 4),
);
const ports: Grammar = mostly(
  several(oneOf(anyNumber(65_536, 20), range(65_536, ':')), 1, 5, ','),
  oneOf(
    several(anyNumber(65_536, 40), 15, 17, ','),
    several(anyNumber(65_536, 20), 1, 3, oneOf(', ', ',,', ';', '-')),
    'ssh,http',
    '22,',
  ),
  6,
);
const states: Grammar = mostly(
  several(oneOf('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'), 1, 3, ','),
  oneOf('new', 'DNAT', 'SNAT', 'NEW,DNAT', 'NEW,', 'ALL', 'NONE', '""', 'N', 'NEW ESTABLISHED', 'NEW,NEW'),
  9,
);
const flagList: Grammar = mostly(
  several(oneOf('SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG'), 1, 4, ','),
  oneOf('ALL', 'NONE', 'syn', 'SYN,SYN', 'SYN,', '""', 'ECE', '2'),
  5,
);
const icmpTypes: Grammar = mostly(
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
const types: Grammar = mostly(
  oneOf('LOCAL', 'BROADCAST', 'MULTICAST', 'BROADCAST,MULTICAST'),
  oneOf('UNICAST', 'ANYCAST', 'local', 'LOCAL,', 'UNSPEC', 'BLACKHOLE', 'THROW', 'NAT', 'XRESOLVE', '!LOCAL'),
  6,
);
const limits: Grammar = oneOf(
  '5/sec',
  '5/second',
  '10/min',
  '1/hour',
  '1/day',
  '5',
  '0/sec',
  '5/fortnight',
  '05/sec',
  '100000/sec',
  '5/s',
);

const u32: Grammar = mostly(
  oneOf(
    '6&0xff=0',
    '6&0xFF=0',
    '6&255=0',
    all('4&0x1fff=0&&0>>22&0x3c@0>>16=', oneOf('2048', '0x800', '768:1023', '0x300:0x3ff', '0xff00:0xff01')),
  ),
  oneOf(
    '6&0xff=0x0',
    '6&0377=0',
    '"6&0xff=0"',
    '6 & 0xff = 0',
    '6&0xff=0,1',
    '6&0xff=00',
    '5&0xff=0',
    '4&0x1fff=0&&0>>22&0x3c@0>>16=',
    '4&0x1fff=0&&0>>22&0x3c@0>>16=04000',
    '4&0x1fff=0&&0>>22&0x3c@0>>16=5:4',
    '4&0x1fff=0&&0>>22&0x3c@0>>16=70000',
    '6&0x0ff=0',
  ),
  2,
);

const rarely: Grammar = oneOf(
  ...[
    '-f',
    '! -f',
    '-4',
    '-6',
    '-c 1 2',
    '--set-counters 1 2',
    '-v',
    '-n',
    '--',
    '-w',
    '-t nat',
    '-t filter',
    '-A SECG-x',
    '-m tcp',
    '-m udp',
    '-m icmp',
    '-m icmp6',
    '-m ah',
    '-m esp',
    '-m mh',
    '-m frag',
    '-m rt',
  ],
  ...[
    '-m iprange --src-range 10.0.0.1-10.0.0.9',
    '-m ttl --ttl-eq 64',
    '-m hl --hl-eq 255',
    '-m hl --hl-lt 255',
    '-m hl --hl-gt 0',
    '-m hl --hl-lt 0',
    '-m hl --hl-gt 255',
    '-m hl ! --hl-eq 1',
    '-m mark --mark 1',
    '-m mac --mac-source 00:01:02:03:04:05',
  ],
  ...[
    '-m owner --uid-owner 0',
    '-m pkttype --pkt-type host',
    '-m length --length 0:100',
    '-m dscp --dscp 0',
    '-m tos --tos 0',
    '-m statistic --mode random --probability 0.5',
    '-m recent --set',
    '-m connlimit --connlimit-above 0',
    '-m connmark --mark 0',
    '-m socket',
    '-m time',
    '-m string --string x --algo bm',
    '-m bpf --bytecode 1,6 0 0 0',
    '-m cpu --cpu 0',
    '-m physdev --physdev-is-in',
    '-m policy --dir in --pol none',
    '-m quota --quota 5',
    '-m realm --realm 1',
    '-m rpfilter',
    '-m tcpmss --mss 1',
    '-m helper --helper ftp',
    '-m hashlimit --hashlimit 5/sec --hashlimit-name x',
    '-m connbytes --connbytes 1 --connbytes-dir both --connbytes-mode packets',
  ],
  ...[
    '-m conntrack --ctdir ORIGINAL',
    '-m conntrack --ctproto tcp',
    '-m conntrack --ctorigsrc 10.0.0.1',
    '-m conntrack --ctstatus NONE',
    '-m conntrack --ctstate NEW --ctstate ESTABLISHED',
    '-m conntrack',
    '-m multiport --ports 22',
    '-m multiport',
    '-m addrtype --src-type LOCAL',
    '-m addrtype --dst-type LOCAL --limit-iface-in',
    '-m set',
    '-m comment',
    '--tcp-option 5',
    '--sport 1',
    '-m dccp --dport 5',
    '-m sctp --dport 5',
    '-m udplite --dport 5',
  ],
  all('-m limit --limit ', limits),
  all('-m limit --limit ', limits, ' --limit-burst ', anyNumber(100)),
  '-m limit',
  all('-m u32 --u32 ', u32),
);

const quoted: Grammar = oneOf(
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

/** A protocol with what only it has. */
function transport(family: Family): Grammar {
  const icmp =
    family === 'ipv4'
      ? oneOf('-p icmp', '-p icmp -m icmp', '-p 1')
      : oneOf('-p ipv6-icmp', '-p ipv6-icmp -m icmp6', '-p icmpv6', '-p 58');
  const icmpOption =
    family === 'ipv4'
      ? option('--icmp-type', '--icmpv6-type', '--icmp')
      : option('--icmpv6-type', '--icmp-type');
  const ported = oneOf(
    '-p tcp',
    '-p udp',
    '-p tcp -m tcp',
    '-p udp -m udp',
    '-p 6',
    '-p 17',
    '-p sctp',
    '-p tcp -m udp',
  );
  const dport = option('--dport', '--destination-port', '--dpor', '--dports');
  const sport = option('--sport', '--source-port', '--sports', '--sp');
  return oneOf(
    all(ported, ' ', negated, dport, ' ', port),
    all(ported, ' ', negated, dport, ' ', port),
    all(ported, ' ', sport, ' ', port, ' ', negated, dport, ' ', port),
    all(
      ported,
      ' -m multiport ',
      negated,
      option('--dports', '--destination-ports', '--dport', '--ports'),
      ' ',
      ports,
    ),
    all(ported, ' -m multiport ', option('--sports', '--source-ports', '--sport'), ' ', ports),
    all('-p tcp ', negated, '--tcp-flags ', flagList, ' ', flagList),
    all(
      '-p tcp ',
      mostly('--tcp-flags FIN,SYN,RST,ACK SYN', oneOf('--syn', '! --syn', '--syn --dport 22'), 2),
    ),
    all(icmp, ' ', negated, icmpOption, ' ', icmpTypes),
    all(icmp, ' ', icmpOption, ' ', icmpTypes),
    all('-p icmp -m u32 --u32 ', u32),
    all(negated, option('-p', '--protocol', '--proto'), ' ', protocols(family)),
  );
}

function match(family: Family, index: number): Grammar {
  const address = addresses(family);
  return oneOf(
    all(negated, option('-s', '--source', '--src'), ' ', address),
    all(negated, option('-s', '--source', '--src'), ' ', address),
    all(negated, option('-d', '--destination', '--dst'), ' ', address),
    all(negated, option('-i', '--in-interface'), ' ', devices),
    all(negated, option('-o', '--out-interface'), ' ', devices),
    transport(family),
    transport(family),
    all('-m conntrack ', negated, '--ctstate ', states),
    all('-m state ', negated, '--state ', states),
    all(
      '-m set ',
      negated,
      `--match-set SECG-s${index} `,
      mostly(
        oneOf('src', 'dst', 'src,dst', 'dst,dst', 'src,src', 'dst,src'),
        oneOf(
          'from',
          'src,',
          'src,dst,src',
          'src dst',
          'SRC',
          'src,,dst',
          'src --return-nomatch',
          'src --update-counters',
        ),
        8,
      ),
    ),
    all('-m addrtype ', negated, '--dst-type ', types),
    mostly(all('-m comment --comment ', mostly('"why"', quoted, 2)), rarely, 2),
    rarely,
  );
}

function target(index: number): Grammar {
  return mostly(
    oneOf('-j ACCEPT', '-j ACCEPT', '-j DROP', '-j RETURN', `-j SECG-t${index}`, `-g SECG-t${index}`, ''),
    oneOf(
      ...[
        '-j REJECT',
        '-j LOG',
        '-j LOG --log-prefix "a b "',
        '-j LOG --log-level 4',
        '-j LOG --log-level info',
        '-j LOG --log-prefix "a thirty character long prefix"',
        '-j LOG --log-tcp-options --log-ip-options',
        '-j QUEUE',
        '-j NFQUEUE',
        '-j MARK --set-mark 1',
        '-j CONNMARK --save-mark',
        '-j TEE --gateway 10.0.0.1',
        '-j NFLOG',
        '-j AUDIT --type accept',
        '-j TRACE',
        '-j NOTRACK',
        '-j CT --notrack',
        '-j SET --add-set SECG-x src',
        '-j TTL --ttl-set 1',
        '-j DNAT --to-destination 10.0.0.1',
        '-j SYNPROXY',
        '-j TCPMSS --clamp-mss-to-pmtu',
        '-j STANDARD',
        '-j DROP -j ACCEPT',
      ],
      ...[
        '--jump ACCEPT',
        '-jACCEPT',
        '-j accept',
        '-j',
        '-g ACCEPT',
        '-g',
        '-j INPUT',
        '-j "ACCEPT"',
        '! -j ACCEPT',
        '-j SECG-none',
        `-j SECG-c${index}`,
        '-j ACCEPT -m tcp',
        '-j ERROR',
        `--goto SECG-t${index}`,
        '-j 1',
      ],
    ),
    10,
  );
}

const blank: Grammar = mostly(' ', oneOf('  ', '\t', '\r', '\v', '\u00a0', '', ' \\ ', ' # ', '\\\n'), 60);

/** What stands behind `-A CHAIN `. A set of the case is called `SECG-s` and its number, a chain that it can call `SECG-t`. */
export function iptablesRule(random: Random, family: Family, index: number): string {
  const matches = random.times(random.pick([0, 1, 1, 1, 2, 2, 3]), () => match(family, index)(random));
  const parts = [...matches, target(index)(random)].filter((part) => part !== '');
  const ordered = random.chance(0.1) ? random.shuffle(parts) : parts;
  return ordered.join(textOf(blank, random));
}
