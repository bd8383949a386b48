import { describe, expect, it } from 'vitest';
import { adviceOn, advised, messages } from './advising.js';

const CODE = 'over-quota';

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, i) => `10.0.${i}.1`).join(', ');
const group = (direction: string, ...rules: readonly string[]): string =>
  `groups: { web: { ${direction}: [${rules.map((one) => `{ ${one} }`).join(', ')}] } }`;
const ingress = (...rules: readonly string[]): string => group('ingress', ...rules);

describe('60 rules a direction', () => {
  it.each([
    ['61 peers', ingress(`allow: ssh, from: [${addresses(61)}]`), '61 IPv4 ingress rules'],
    [
      '31 peers of two ports',
      ingress(`allow: [ssh, http], from: [${addresses(31)}]`),
      '62 IPv4 ingress rules',
    ],
    ['outgoing', group('egress', `allow: ssh, to: [${addresses(61)}]`), '61 IPv4 egress rules'],
    [
      'a range that takes many prefixes',
      ingress('allow: [http, https], from: 10.0.0.1-10.255.255.254'),
      '92 IPv4 ingress rules',
    ],
    [
      'a list as long as it is',
      `prefixLists: { many: [${addresses(59)}] }\n${ingress('allow: ssh, from: [list:many, self, group:web, anywhere-ipv4, 10.9.9.9]')}`,
      '62 IPv4 ingress rules',
    ],
  ])('%s', async (_, text, count) => {
    expect(await advised(CODE, text)).toEqual(['web']);
    expect(await messages(CODE, text)).toEqual([`group 'web' has ${count}: AWS accepts 60`]);
  });

  it.each([
    ['60 peers', ingress(`allow: ssh, from: [${addresses(60)}]`)],
    ['60 of each family', ingress(`allow: ssh, from: [${addresses(60)}, anywhere-ipv6]`)],
    [
      'duplicates',
      ingress(`allow: ssh, from: [${addresses(60)}]`, `allow: tcp/22, from: [${addresses(60)}]`),
    ],
    [
      'icmpv6, which is no IPv4',
      ingress(`allow: ssh, from: [${addresses(60)}]`, 'allow: icmpv6, from: self'),
    ],
  ])('not %s', async (_, text) => {
    expect(await advised(CODE, text)).toEqual([]);
  });
});

it('counts a prefix list of AWS as long as it may become', async () => {
  const list = {
    PrefixListId: 'pl-1',
    PrefixListName: 'l',
    MaxEntries: 61,
    AddressFamily: 'IPv4',
    Cidrs: ['10.0.0.0/8'],
  };
  const allow = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds: [{ PrefixListId: 'pl-1' }] };
  const group = {
    GroupId: 'sg-1',
    GroupName: 'g',
    OwnerId: '1',
    IpPermissionsEgress: [],
    IpPermissions: [allow],
  };
  const found = await adviceOn(JSON.stringify({ SecurityGroups: [group], PrefixLists: [list] }), 'aws.json');
  expect(found.map(({ message }) => message)).toEqual([
    "group 'g' has 61 IPv4 ingress rules: AWS accepts 60",
  ]);
});

describe('groups an interface', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const definition = (count: number, rules = 1): string => {
    const body = `{ ingress: [{ allow: ssh, from: [${addresses(rules)}] }] }`;
    const groups = names.map(
      (name, i) => `  ${name}: ${i === 0 ? body : `{ egress: [{ allow: tcp/${i}, to: anywhere }] }`}`,
    );
    const carried = names.slice(0, count).join(', ');
    return `groups:\n${groups.join('\n')}\nhosts: { h: { interfaces: { eth0: { groups: [${carried}] } } } }\n`;
  };

  it('takes five and no more', async () => {
    expect(await messages(CODE, definition(5))).toEqual([]);
    expect(await advised(CODE, definition(6))).toEqual(['eth0']);
    expect(await messages(CODE, definition(6))).toEqual([
      "interface 'eth0' of host 'h' has 6 groups: AWS accepts 5",
    ]);
  });

  it('takes a product of 1000 and no more', async () => {
    expect(await messages(CODE, definition(5, 200))).toEqual([
      "group 'a' has 200 IPv4 ingress rules: AWS accepts 60",
    ]);
    expect(await messages(CODE, definition(5, 201))).toEqual([
      "group 'a' has 201 IPv4 ingress rules: AWS accepts 60",
      "interface 'eth0' of host 'h' has 5 groups of up to 201 rules: AWS accepts a product of 1000",
    ]);
  });
});
