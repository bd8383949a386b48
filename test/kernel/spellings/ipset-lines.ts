import type { Random } from '../../reference/random.js';
import { all, between, type Grammar, mostly, oneOf, textOf } from './grammar.js';
import type { Family } from './iptables/values.js';
import { addresses4, addresses6, anyNumber, range } from './values.js';

const types = ['hash:ip', 'hash:net', 'hash:net', 'hash:net,port', 'hash:ip,port', 'bitmap:port'] as const;
const oddTypes = [
  'list:set',
  'hash:net,iface',
  'hash:ip,port,ip',
  'hash:net,net',
  'hash:mac',
  'bitmap:ip',
  'nethash',
  'iphash',
  'hash:ip,mark',
  'HASH:IP',
  'hash:ip,port,net',
  'bitmap:ip,mac',
  'hash:ip:port',
  'hash',
] as const;

const options: Grammar = mostly(
  oneOf(
    '',
    '',
    ' hashsize 64',
    ' hashsize 1024 maxelem 65536',
    ' maxelem 8',
    ' counters',
    ' comment',
    ' bucketsize 12',
    ' hashsize 128 maxelem 131072 bucketsize 12 initval 0x1234abcd',
  ),
  oneOf(
    ' timeout 0',
    ' timeout 60',
    ' netmask 24',
    ' forceadd',
    ' skbinfo',
    ' maxelem 1',
    ' maxelem 010',
    ' maxelem 0',
    ' hashsize 0',
    ' hashsize 010',
    ' markmask 1',
    ' size 8',
    ' -exist',
    ' family inet',
    ' probes 8',
    ' maxelem',
    ' bitmask 255.255.0.0',
    ' range 0-9',
    ' initval x',
    ' gc 5',
    ' comment counters',
    ' counters counters',
    ' maxelem 4294967295',
    ' maxelem 4294967296',
    ' hashsize 1',
    ' bucketsize 1',
    ' bucketsize 15',
    ' initval 5',
    ' nomatch',
  ),
  5,
);

const family = (own: Family): Grammar =>
  mostly(
    own === 'ipv4' ? oneOf(' family inet', '') : ' family inet6',
    oneOf(' family inet', ' family inet6', ' family ipv4', ' family INET', ' -6', ' inet6'),
    12,
  );

const protocol: Grammar = mostly(
  oneOf('tcp', 'udp', 'sctp', 'udplite', 'icmp', 'icmpv6', 'gre', 'esp', '47', '6'),
  oneOf(
    'TCP',
    'ipv6-icmp',
    'all',
    '0',
    '256',
    anyNumber(256),
    'nonsense',
    'dccp',
    '',
    'tcp,udp',
    '17',
    '1',
    '58',
  ),
  6,
);
const service: Grammar = all(
  protocol,
  mostly(':', oneOf('', '/', '::', ': '), 16),
  mostly(
    oneOf(anyNumber(65_536), range(65_536, '-'), '0', all(between(0, 255), '/', between(0, 255)), '8/0'),
    oneOf(
      'ssh',
      '8',
      'echo-request',
      'any',
      '',
      anyNumber(65_536, 1),
      '80:90',
      all(anyNumber(256, 2), '/', anyNumber(256, 2)),
    ),
    6,
  ),
);

function element(type: string, own: Family): Grammar {
  const address = mostly(
    own === 'ipv4' ? addresses4 : addresses6,
    own === 'ipv4' ? addresses6 : addresses4,
    24,
  );
  const net = mostly(
    address,
    oneOf(
      all(address, '/24'),
      all(address, '/32'),
      all(address, '/128'),
      '0.0.0.0/0',
      '::/0',
      all(address, '/0'),
    ),
    8,
  );
  if (type === 'bitmap:port')
    return mostly(
      oneOf(anyNumber(65_536), range(65_536, '-')),
      oneOf('tcp:80', 'ssh', '1:2', all(anyNumber(65_536), '-', anyNumber(65_536))),
      8,
    );
  if (type.endsWith('port')) return all(net, mostly(',', oneOf(' , ', '', ',,', '.'), 20), service);
  return net;
}

const elementOptions: Grammar = mostly(
  '',
  oneOf(
    ' nomatch',
    ' timeout 5',
    ' timeout 0',
    ' packets 1 bytes 2',
    ' comment "c"',
    ' comment "a b"',
    ' comment a',
    ' -exist',
    ' -!',
    ' skbmark 1',
    ' packets 01 bytes 2',
    ' packets 1',
    ' comment "-exist"',
    ' nomatch nomatch',
    ' before 1',
  ),
  14,
);

const odd = (index: number): Grammar =>
  oneOf(
    ...['flush', 'destroy', 'test', 'del', 'list', 'save', 'swap'].map(
      (command) => `${command} SECG-s${index}`,
    ),
    `del SECG-s${index} 10.0.0.1`,
    `rename SECG-s${index} SECG-x`,
    `swap SECG-s${index} SECG-s${index}`,
    `-A SECG-s${index} 10.0.0.1`,
    'COMMIT',
    '',
    '# c',
    'quit',
    `add SECG-none 10.0.0.1`,
    'version',
    `ADD SECG-s${index} 10.0.0.1`,
    `create SECG-s${index} hash:ip`,
  );

/** Lines for `ipset restore` that make and fill the set of a case. */
export function ipsetLines(random: Random, own: Family, index: number): string {
  const type = random.chance(0.05) ? random.pick(oddTypes) : random.pick(types);
  const create = textOf(
    all(
      mostly('create', oneOf('create -exist', 'CREATE', '-N', 'N', 'create -!'), 30),
      ` SECG-s${index} `,
      type,
      type === 'bitmap:port'
        ? mostly(' range 0-65535', oneOf('', ' range 0-9', ' range 10-20', ' range 65535-0'), 6)
        : family(own),
      options,
    ),
    random,
  );
  const add = all(
    mostly('add', oneOf('add -exist', 'add -!', ' add', 'add ', 'del'), 40),
    ` SECG-s${index} `,
    element(type, own),
    elementOptions,
  );
  const adds = random.times(random.pick([0, 1, 2, 3, 4, 9]), () => add(random));
  const lines = [create, ...adds, ...(random.chance(0.06) ? [odd(index)(random)] : [])];
  return (random.chance(0.04) ? random.shuffle(lines) : lines).join('\n');
}
