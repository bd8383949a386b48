import { expect, test } from 'vitest';
import { endpointsIn } from '../../src/lab/expectations/endpoints.js';
import { type ProbeSeed, probesOfExpectation } from '../../src/lab/expectations/seeds.js';
import type { Network } from '../../src/lab/model.js';
import { check, expectation } from '../expectation/checking.js';

const network: Network = {
  hosts: [
    {
      id: 'a',
      name: 'a',
      interfaces: [{ id: 'eth0', device: 'eth0', addresses: ['10.0.0.1', '2001:db8::1'] }],
    },
    {
      id: 'b',
      name: 'b',
      interfaces: [
        { id: 'eth0', device: 'eth0', addresses: ['10.0.0.2', '2001:2::1'] },
        { id: 'lo', device: 'lo', addresses: ['10.7.0.2'] },
      ],
    },
    { id: 'c', name: 'c', interfaces: [{ id: 'eth0', device: 'eth0', addresses: ['10.0.0.3'] }] },
  ],
};

const definition = `
groups:
  web: { ingress: [{ allow: tcp/100-200, from: anywhere }] }
hosts:
  a: { interfaces: { eth0: { addresses: [10.0.0.1, '2001:db8::1'], groups: [web] } } }
  b: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [web] } } }
  c: { interfaces: { eth0: { addresses: [10.0.0.3], groups: [web] } } }
  gone: { interfaces: { eth0: { addresses: [10.0.0.4], groups: [web] } } }
`;

const words = ({ from, to, traffic }: ProbeSeed) => {
  const number = 'port' in traffic ? `/${traffic.port}` : 'protocol' in traffic ? `/${traffic.protocol}` : '';
  return `${from.host ?? from.address} > ${to.host ?? to.address} ${traffic.kind}${number}`;
};

async function seeds(text: string, allowed: boolean): Promise<readonly string[]> {
  const { results } = await check(definition, expectation(text, allowed));
  return probesOfExpectation(results[0]!, endpointsIn(network)).map(words);
}

test('the first and last port, between different hosts', async () => {
  expect(await seeds('group:web > [b, c] tcp/110-120', true)).toEqual([
    'a > b tcp/110',
    'a > b tcp/120',
    'b > c tcp/110',
    'b > c tcp/120',
    'c > b tcp/110',
    'c > b tcp/120',
    'a > c tcp/110',
    'a > c tcp/120',
  ]);
});

test('the exception comes first', async () => {
  expect(await seeds('a > b tcp/50-110', false)).toEqual(['a > b tcp/100', 'a > b tcp/50', 'a > b tcp/110']);
});

test('the outside speaks from an address of each family that nobody has', async () => {
  expect(await seeds('outside > a tcp/100', true)).toEqual([
    '192.0.2.1 > a tcp/100',
    '2001:db8::2 > a tcp/100',
  ]);
  expect(await seeds('0.0.0.0/7 > a tcp/100', true)).toEqual(['1.0.0.1 > a tcp/100']);
  expect(await seeds('10.0.0.0/30 > a tcp/100', true)).toEqual(
    expect.arrayContaining(['b > a tcp/100', 'c > a tcp/100']),
  );
});

test.each([
  ['127.0.0.0/8 > a tcp/100', 'loopback'],
  ['224.0.0.0/4 > a tcp/100', 'multicast'],
  ['240.0.0.0/4 > a tcp/100', 'reserved addresses'],
  ['0.0.0.0/8 > a tcp/100', 'this network'],
  ['a > b tcp/0', 'port 0'],
  ['a > b icmp/3', 'an error, which begins no flow'],
  ['a > gone tcp/100', 'a host that is not in the network'],
])('%s: no socket sends %s', async (text) => {
  expect(await seeds(text, true)).toEqual([]);
});

test('all of everything is some of each kind', async () => {
  const all = await seeds('a > b all', true);
  expect(all).toEqual(
    expect.arrayContaining(['a > b tcp/1', 'a > b udp/1', 'a > b echo', 'a > b protocol/50']),
  );
  expect(all.length).toBeLessThan(12);
});

test('there are never many', async () => {
  const hosts = Array.from({ length: 60 }, (_, i) => `h${i}`);
  const many = `groups: { g: {} }\nhosts:\n${hosts.map((host, i) => `  ${host}: { interfaces: { eth0: { addresses: [10.0.0.${i + 1}], groups: [g] } } }`).join('\n')}`;
  const large: Network = {
    hosts: hosts.map((id, i) => ({
      id,
      name: id,
      interfaces: [{ id: 'eth0', device: 'eth0', addresses: [`10.0.0.${i + 1}`] }],
    })),
  };
  const { results } = await check(many, expectation('group:g > group:g tcp/80', false));
  const found = probesOfExpectation(results[0]!, endpointsIn(large));
  expect(found).toHaveLength(16);
  expect(new Set(found.map(({ from }) => from.host)).size).toBe(16);
});
