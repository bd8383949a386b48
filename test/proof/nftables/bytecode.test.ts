import { expect, test } from 'vitest';
import { withBytecode } from '../../../src/proof/nftables/bytecode.js';

const table = { family: 'inet', table: 'secgroup' };

/** What is wrong with a rule that nft lists so, and that runs so. */
function faultsOf(expr: readonly object[], bytecode: string): readonly string[] {
  const nftables = [
    { table: { family: 'inet', name: 'secgroup', handle: 1 } },
    { chain: { ...table, name: 'c', handle: 2 } },
    { rule: { ...table, chain: 'c', handle: 3, expr: [...expr, { accept: null }] } },
  ];
  return withBytecode(`${bytecode}${JSON.stringify({ nftables })}\n`).misleading;
}

/** Loads, each compared with a number. */
const comparing = (...tests: readonly (readonly [load: string, value: number])[]) =>
  [
    'inet secgroup c 3 2',
    ...tests.flatMap(([load, value]) => [
      `  [ ${load} => reg 1 ]`,
      `  [ cmp eq reg 1 0x${value.toString(16).padStart(8, '0')} ]`,
    ]),
    '  [ immediate reg 0 accept ]',
    '',
    '',
  ].join('\n');

const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 22 } };
const type = { match: { op: '==', left: { payload: { protocol: 'icmp', field: 'type' } }, right: 8 } };
const icmp = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'icmp' } };
const broadcast = {
  match: { op: '==', left: { fib: { result: 'type', flags: ['daddr'] } }, right: 'broadcast' },
};

const rule = (...loads: readonly string[]) =>
  [
    'inet secgroup @__set0',
    '\telement 00000006  : 0 [end]',
    'inet secgroup c 3 2',
    ...loads.map((load) => `  [ ${load} => reg 1 ]`),
    '  [ cmp eq reg 1 0x00000006 ]',
    '  [ immediate reg 0 accept ]',
    '',
    '',
  ].join('\n');

const family = 'meta load nfproto';
const protocol = 'meta load l4proto';
const header = 'payload load 2b @ transport header + 2';

const [four, six] = [[family, 2] as const, [family, 10] as const];
const [tcp, ping] = [[protocol, 6] as const, [protocol, 1] as const];
const ofPort = comparing(tcp, [header, 0x1600]);
const isSix = { match: { op: '==', left: { meta: { key: 'nfproto' } }, right: 'ipv6' } };
const notTcp = { match: { op: '!=', left: { meta: { key: 'l4proto' } }, right: 'tcp' } };

test.each<[what: string, expr: readonly object[], bytecode: string]>([
  ['a port, whose protocol is implied', [port], ofPort],
  ['the same on a machine of the other byte order', [port], comparing([protocol, 6 << 24], [header, 0x16])],
  ['ICMP, whose family is implied', [type], comparing(four, ping, [header, 8])],
  ['what is implied, and asked for again', [type], comparing(four, ping, [header, 8], four)],
  ['a family', [isSix], comparing(six)],
  ['anything but a protocol', [notTcp], rule(protocol)],
  ['a type of address', [broadcast], rule('fib daddr type')],
])('as it is listed: %s', (_, expr, bytecode) => expect(faultsOf(expr, bytecode)).toEqual([]));

// What nft 1.0.6 lists of rules that ask for more or less.
test.each<[what: string, expr: readonly object[], bytecode: string, problem: string]>([
  ['ct l3proto', [port], rule('ct load l3protocol') + ofPort, "'ct l3protocol' is asked for too"],
  ['iiftype', [port], rule('meta load iiftype') + ofPort, "'meta iiftype' is asked for too"],
  [
    'ether type',
    [port],
    rule('payload load 2b @ link header + 12') + ofPort,
    "'payload 2b @ link header + 12' is asked for too",
  ],
  ['ICMP of one family', [icmp], comparing(four, ping), "'meta nfproto' is asked for too"],
  ['ICMP of any family', [type], comparing(ping, [header, 8]), "'meta nfproto' is not asked for"],
  ['ICMP of the other family', [type], comparing(six, ping, [header, 8]), "'meta nfproto' is asked for too"],
  // `icmp type 8 meta nfproto ipv6`: no packet has both families.
  [
    'a family that contradicts it',
    [type],
    comparing(four, ping, [header, 8], six),
    "'meta nfproto' is asked for too",
  ],
  ['the other family', [isSix], comparing(four), "'meta nfproto' is asked for too"],
  ['both families', [isSix], comparing(six, four), "'meta nfproto' is asked for too"],
  [
    'another protocol',
    [port],
    comparing([protocol, 17], [header, 0x1600]),
    "'meta l4proto' is asked for too",
  ],
  ['a port of any protocol', [port], comparing([header, 0x1600]), "'meta l4proto' is not asked for"],
  [
    'an instruction that is not known',
    [port],
    ofPort.replace('[ immediate', '[ quota bytes 1 ]\n  [ immediate'),
    "'quota bytes 1' is asked for too",
  ],
  ['a rule of another table', [port], ofPort.replaceAll('inet', 'ip'), 'nft does not show'],
  ['a rule of another chain', [port], ofPort.replace(' c ', ' d '), 'nft does not show'],
  ['nothing', [port], '', 'nft does not show what the kernel runs for rule 3'],
])('not as it is listed: %s', (_, expr, bytecode, problem) =>
  expect(faultsOf(expr, bytecode)).toEqual([expect.stringContaining(problem)]),
);
