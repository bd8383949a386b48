import { describe, expect, test } from 'vitest';
import { madeByNft } from '../../../src/proof/nftables/own-table.js';

/** What nft lists of rules, as measured for those that iptables 1.8.9 makes. */
function tablesFor(rule: readonly object[], table: object = {}, chain: object = {}): readonly string[] {
  const nftables = [
    { metainfo: { version: '1.0.6' } },
    { table: { family: 'ip', name: 'filter', handle: 1, ...table } },
    {
      chain: {
        ...{
          family: 'ip',
          table: 'filter',
          name: 'INPUT',
          type: 'filter',
          hook: 'input',
          prio: 0,
          policy: 'accept',
        },
        ...chain,
      },
    },
    { rule: { family: 'ip', table: 'filter', chain: 'INPUT', expr: [...rule, { accept: null }] } },
  ];
  return madeByNft(JSON.stringify({ nftables }), (_, problem) => {
    throw new Error(problem);
  });
}

const match = (op: string, left: object, right: unknown) => ({ match: { op, left, right } });
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const [source, port, flags] = [payload('ip', 'saddr'), payload('tcp', 'dport'), payload('tcp', 'flags')];

describe('what iptables makes', () => {
  test.each([
    [match('==', source, '10.0.0.1')],
    [match('!=', source, { prefix: { addr: '10.0.0.0', len: 8 } })],
    [match('==', { '&': [source, '255.0.255.0'] }, '10.0.1.0')],
    [match('<=', port, 22)],
    [match('!=', port, { range: [5, 22] })],
    [match('==', { '&': [flags, ['syn', 'ack']] }, 'syn')],
    [match('!=', { '&': [payload('ip', 'frag-off'), 8191] }, 0)],
    [match('!=', { meta: { key: 'l4proto' } }, 'tcp')],
    [match('==', { '&': [flags, { '|': ['syn', 'ack'] }] }, { '|': ['syn', 'ack'] })],
    [match('==', { meta: { key: 'iifname' } }, 'eth*')],
    [{ xt: { type: 'match', name: 'conntrack' } }],
    [{ limit: { rate: 5, burst: 5, per: 'second' } }],
  ])('%j', (one) => expect(tablesFor([one])).toEqual([]));

  test('the protocol, and its ports', () =>
    expect(tablesFor([match('==', payload('ip', 'protocol'), 'tcp'), match('==', port, 22)])).toEqual([]));
});

describe('what iptables cannot have made', () => {
  test.each([
    [match('!=', payload('icmp', 'type'), 8)],
    [match('==', payload('icmp', 'code'), 3)],
    [match('>', source, '10.0.0.1')],
    [match('==', source, { range: ['10.0.0.1', '10.0.0.9'] })],
    [match('>', { meta: { key: 'l4proto' } }, 6)],
    [match('==', payload('tcp', 'sequence'), 5)],
    [match('==', source, '@few')],
    [match('==', source, { set: ['10.0.0.1'] })],
    [match('in', flags, 'syn')],
    // iptables-save shows these as `-p tcp`.
    [match('==', port, { set: [22, 80] })],
    [match('==', port, { prefix: { addr: 2048, len: 8 } })],
    [match('==', port, '@few')],
    [match('==', { '&': [flags, ['syn', 'ack']] }, { set: ['syn', 'ack'] })],
    [match('==', { '&': [port, 255] }, 22)],
    // As `-i eth+`, as nothing, and as `-p tcp`.
    [match('==', { meta: { key: 'iifname' } }, 'eth+')],
    [match('==', { meta: { key: 'iifname' } }, 'lo -j DROP')],
    [match('!=', { meta: { key: 'oifname' } }, 'a\n-A INPUT')],
    [match('!=', { meta: { key: 'l4proto' } }, 0)],
    [match('==', payload('ip', 'protocol'), 'ip')],
    [match('==', payload('ip', 'protocol'), 'hopopt')],
    [match('!=', port, { range: [0, 65535] })],
    [{ vmap: { key: source, data: '@map' } }],
    [{ limit: { rate: 5, burst: 5, per: 'second', inv: true } }],
    [{ mangle: { key: { meta: { key: 'mark' } }, value: 1 } }],
  ])('%j', (one) => expect(tablesFor([one])).toEqual(['ip filter']));

  test('a field that is asked twice', () =>
    expect(tablesFor([match('==', port, 22), match('==', port, 23)])).toEqual(['ip filter']));

  test.each([
    [match('==', payload('ip', 'protocol'), 'udp'), match('==', { meta: { key: 'l4proto' } }, 'tcp')],
    [match('==', payload('ip', 'protocol'), 'udp'), match('==', port, 22)],
    [match('!=', { meta: { key: 'l4proto' } }, 'tcp'), match('==', port, 22)],
    [match('==', port, 22), match('==', payload('udp', 'sport'), 53)],
  ])('two protocols: %j, %j', (...rule) => expect(tablesFor(rule)).toEqual(['ip filter']));

  test('a table that sleeps', () => expect(tablesFor([], { flags: ['dormant'] })).toEqual(['ip filter']));

  test.each([
    [{ hook: 'forward' }],
    [{ prio: 5 }],
    [{ hook: undefined }],
    [{ name: 'OTHER' }],
    [{ type: 'nat' }],
  ])('a chain that is elsewhere: %j', (chain) => expect(tablesFor([], {}, chain)).toEqual(['ip filter']));
});
