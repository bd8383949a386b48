import { describe, expect, it } from 'vitest';
import { advised, messages, rule, webWith } from './advising.js';

const CODE = 'redundant-rule';

/** Rules of one group: for each redundant one, it and those that cover it. */
async function redundant(...rules: readonly string[]): Promise<readonly string[]> {
  return advised(CODE, webWith(...rules));
}

describe('rules that others of their group cover', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'the later of two equal ones',
      ['ssh from 10.0.0.1', 'tcp/22 from 10.0.0.1'],
      ['tcp/22 from 10.0.0.1 + ssh from 10.0.0.1'],
    ],
    [
      'fewer peers',
      ['ssh from 10.0.0.1', 'ssh from 10.0.0.0/8'],
      ['ssh from 10.0.0.1 + ssh from 10.0.0.0/8'],
    ],
    [
      'fewer ports',
      ['tcp/20-30 from 10.0.0.1', 'ssh from 10.0.0.1'],
      ['ssh from 10.0.0.1 + tcp/20-30 from 10.0.0.1'],
    ],
    [
      'one protocol of all',
      ['ssh from 10.0.0.1', 'all from 10.0.0.1'],
      ['ssh from 10.0.0.1 + all from 10.0.0.1'],
    ],
    [
      'a protocol without ports',
      ['all from anywhere', 'esp from 10.0.0.1'],
      ['esp from 10.0.0.1 + all from anywhere'],
    ],
    [
      'an ICMP type',
      ['icmp from 10.0.0.1', 'icmp/3/4 from 10.0.0.1'],
      ['icmp/3/4 from 10.0.0.1 + icmp from 10.0.0.1'],
    ],
    [
      'halves, rather than the whole',
      ['ssh from 0.0.0.0/1', 'ssh from 0.0.0.0/0', 'ssh from 128.0.0.0/1'],
      ['ssh from 0.0.0.0/1 + ssh from 0.0.0.0/0', 'ssh from 128.0.0.0/1 + ssh from 0.0.0.0/0'],
    ],
    [
      'covered by two together, by peer',
      ['ssh from 10.0.0.0/24', 'tcp/20-25 from 10.0.0.0/25', 'tcp/20-25 from 10.0.0.128/25'],
      ['ssh from 10.0.0.0/24 + tcp/20-25 from 10.0.0.0/25 + tcp/20-25 from 10.0.0.128/25'],
    ],
    [
      'covered by two smaller ones that reach further',
      ['tcp/1-100 from 10.0.0.1', 'tcp/0-55 from 10.0.0.1', 'tcp/56-101 from 10.0.0.1'],
      ['tcp/1-100 from 10.0.0.1 + tcp/0-55 from 10.0.0.1 + tcp/56-101 from 10.0.0.1'],
    ],
    [
      'covered by a larger and a smaller one',
      ['tcp/1-100 from 10.0.0.1', 'tcp/50-300 from 10.0.0.1', 'tcp/0-49 from 10.0.0.1'],
      ['tcp/1-100 from 10.0.0.1 + tcp/50-300 from 10.0.0.1 + tcp/0-49 from 10.0.0.1'],
    ],
    [
      'a family each',
      ['ssh from anywhere-ipv4', 'ssh from anywhere-ipv6', 'ssh from anywhere'],
      ['ssh from anywhere-ipv4 + ssh from anywhere', 'ssh from anywhere-ipv6 + ssh from anywhere'],
    ],
    ['a list', ['ssh from list:world', 'ssh from 10.0.0.1'], ['ssh from 10.0.0.1 + ssh from list:world']],
    [
      'a service',
      ['metrics from 10.0.0.1', 'ssh from 10.0.0.1'],
      ['ssh from 10.0.0.1 + metrics from 10.0.0.1'],
    ],
  ])('%s', async (_, rules, expected) => {
    const texts = expected.map((line) => line.split(' + ').map(rule).join(' + '));
    expect(await redundant(...rules)).toEqual(texts);
  });

  it.each<[string, readonly string[]]>([
    ['a port more', ['tcp/22-23 from 10.0.0.0/8', 'tcp/23-24 from 10.0.0.1']],
    ['a peer more', ['ssh from 10.0.0.0/31', 'ssh from 10.0.0.1-10.0.0.2']],
    ['a family more', ['ssh from anywhere-ipv4', 'ssh from ["::1", 10.0.0.1]']],
    ['a hole', ['tcp/1-49 from 10.0.0.0/31', 'tcp/51-100 from 10.0.0.0/31', 'tcp/1-100 from 10.0.0.1']],
    ['another protocol', ['tcp/53 from 10.0.0.1', 'udp/53 from 10.0.0.1']],
    ['the same twice in one rule', ['[ssh, tcp/22, tcp] from [10.0.0.1, 10.0.0.0/8]']],
    ['nobody at all', ['ssh from anywhere', 'ssh from self']],
    ['one rule', ['all from anywhere']],
    [
      'corners that are missing',
      ['tcp/1-10 from 10.0.0.0/24', 'tcp/5-20 from 10.0.1.0/24', 'tcp/1-20 from 10.0.0.128-10.0.1.127'],
    ],
  ])('not with %s', async (_, rules) => {
    expect(await redundant(...rules)).toEqual([]);
  });

  it('names the group, and leaves the implied egress alone', async () => {
    expect(await messages(CODE, webWith('ssh from 10.0.0.1', 'ssh from 10.0.0.1'))).toEqual([
      "other rules of group 'web' cover this one: it changes nothing",
    ]);
    expect(await messages(CODE, 'groups: { a: , b: }')).toEqual([]);
  });

  it('is for egress too', async () => {
    const text = 'groups: { a: { egress: [{ allow: all, to: anywhere }, { allow: https, to: 10.0.0.1 }] } }';
    expect(await advised(CODE, text)).toEqual([
      '{ allow: https, to: 10.0.0.1 } + { allow: all, to: anywhere }',
    ]);
  });
});

describe('rules that other groups cover wherever they are carried', () => {
  const definition = (base: string, web: string, ...carried: readonly string[]): string => `
groups:
  base: { ${base} }
  web: { ${web} }
hosts:
${carried.map((names, i) => `  h${i}: { interfaces: { eth0: { groups: [${names}] } } }`).join('\n')}
`;
  const office = 'ingress: [{ allow: ssh, from: 10.0.0.0/8 }]';
  const bastion = 'ingress: [{ allow: ssh, from: 10.0.0.1 }, { allow: https, from: anywhere }]';
  const narrow = '{ allow: ssh, from: 10.0.0.1 } + { allow: ssh, from: 10.0.0.0/8 }';

  it('on every interface that carries the group', async () => {
    const text = definition(office, bastion, 'base, web', 'base');
    expect(await advised(CODE, text)).toEqual([narrow]);
    expect(await messages(CODE, text)).toEqual([
      "other rules on every interface that carries group 'web' cover this one: it changes nothing",
    ]);
  });

  it('not where one interface carries the group alone', async () => {
    expect(await advised(CODE, definition(office, bastion, 'base, web', 'web'))).toEqual([]);
    expect(await advised(CODE, definition(office, bastion, 'base', 'web'))).toEqual([]);
  });

  it('says the later of equal ones, and never both', async () => {
    const text = definition(office, office, 'base, web', 'web, base');
    expect(await advised(CODE, text)).toEqual([
      '{ allow: ssh, from: 10.0.0.0/8 } + { allow: ssh, from: 10.0.0.0/8 }',
    ]);
  });

  it('says that a restriction has no effect beside "everything may leave", which stays itself', async () => {
    const text = definition('ingress: []', 'egress: [{ allow: https, to: 10.0.0.1 }]', 'base, web');
    expect(await advised(CODE, text)).toEqual(['{ allow: https, to: 10.0.0.1 } + base']);
    expect(
      await advised(CODE, definition('egress: [{ allow: all, to: anywhere }]', '', 'base, web')),
    ).toEqual([]);
  });
});
