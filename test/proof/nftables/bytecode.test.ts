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

test.each<[what: string, expr: readonly object[], bytecode: string]>([
  ['a port, whose protocol is implied', [port], rule(protocol, header)],
  ['ICMP, whose family is implied', [type], rule(family, protocol, header)],
  ['a type of address', [broadcast], rule('fib daddr type')],
])('as it is listed: %s', (_, expr, bytecode) => expect(faultsOf(expr, bytecode)).toEqual([]));

// What nft 1.0.6 lists of rules that ask for more or less.
test.each<[what: string, expr: readonly object[], bytecode: string, problem: string]>([
  ['ct l3proto', [port], rule('ct load l3protocol', protocol, header), "'ct l3protocol' is asked for too"],
  ['iiftype', [port], rule('meta load iiftype', protocol, header), "'meta iiftype' is asked for too"],
  [
    'ether type',
    [port],
    rule('payload load 2b @ link header + 12', protocol, header),
    "'payload 2b @ link header + 12' is asked for too",
  ],
  ['ICMP of one family', [icmp], rule(family, protocol), "'meta nfproto' is asked for too"],
  ['ICMP of any family', [type], rule(protocol, header), "'meta nfproto' is not asked for"],
  ['a port of any protocol', [port], rule(header), "'meta l4proto' is not asked for"],
  [
    'an instruction that is not known',
    [port],
    rule(protocol, header).replace('[ immediate', '[ quota bytes 1 ]\n  [ immediate'),
    "'quota bytes 1' is asked for too",
  ],
  ['a rule of another table', [port], rule(protocol, header).replaceAll('inet', 'ip'), 'nft does not show'],
  ['a rule of another chain', [port], rule(protocol, header).replace(' c ', ' d '), 'nft does not show'],
  ['nothing', [port], '', 'nft does not show what the kernel runs for rule 3'],
])('not as it is listed: %s', (_, expr, bytecode, problem) =>
  expect(faultsOf(expr, bytecode)).toEqual([expect.stringContaining(problem)]),
);
