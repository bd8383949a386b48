import { describe, expect, it } from 'vitest';
import { isAws } from '../../../src/formats/aws/index.js';
import {
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  from,
  group,
  ingressOf,
  permission,
  reading,
} from './reading.js';

const groups = { SecurityGroups: [group('sg-1', [permission('tcp', 22, 22, from('10.0.0.0/8'))])] };

describe('documents', () => {
  it.each([
    'SecurityGroups',
    'SecurityGroupRules',
    'NetworkInterfaces',
    'Reservations',
    'PrefixLists',
    'Entries',
    'Vpcs',
    'SecurityGroupVpcAssociations',
  ])('are of AWS by their key %s', (key) => {
    expect(isAws({ [key]: [] })).toBe(true);
    expect(isAws({ status_code: 200, data: { [key]: [] } })).toBe(true);
  });

  it.each([
    [{}],
    [{ groups: {} }],
    [{ Resources: {} }],
    [{ resource_changes: [] }],
    [[]],
    [null],
    [undefined],
    ['SecurityGroups'],
    [7],
    [{ status_code: 403, data: null }],
    [{ status_code: 403, data: { Error: {} } }],
    [Object.create({ SecurityGroups: [] })],
  ])('are not of AWS: %j', (value) => {
    expect(isAws(value)).toBe(false);
  });

  it('fact 28: may be recordings, with their status', () => {
    const read = reading({ 'groups.json': { status_code: 200, data: { ResponseMetadata: {}, ...groups } } });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
    const odd = reading({
      'groups.json': {
        status_code: 200,
        data: { SecurityGroups: [group('sg-1', [permission('tcp', 22, 22, from('x'))])] },
      },
    });
    expectDiagnostic(odd, 'invalid-address', '"x"');
  });

  it('may hold several outputs at once', () => {
    const read = reading({
      'all.json': { ...groups, NetworkInterfaces: [], PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: [] }] },
    });
    expectNothingSaid(read);
    expect(read.definition.prefixLists).toHaveLength(1);
  });

  it('that a firewall does not need are ignored, with a warning', () => {
    const read = reading({ 'tables.json': { RouteTables: [{ VpcId: 'vpc-1' }] }, 'groups.json': groups });
    expectDiagnostic(read, 'unused-source', '"RouteTables"', 'RouteTables');
    expect(read.definition.groups).toHaveLength(1);
  });

  it('that are one page of several are reported', () => {
    const read = reading({ 'groups.json': { ...groups, NextToken: 'abc' } });
    expectDiagnostic(read, 'incomplete-export', '"NextToken"', 'SecurityGroups');
    expectNothingSaid(reading({ 'groups.json': { ...groups, NextToken: '' } }));
    expectNothingSaid(reading({ 'groups.json': { ...groups, NextToken: null } }));
  });

  it('mean the same in any order', () => {
    const files = {
      'lists.json': { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['192.0.2.0/24'] }] },
      'groups.json': {
        SecurityGroups: [
          group('sg-1', [
            permission('tcp', 22, 22, {
              PrefixListIds: [{ PrefixListId: 'pl-1' }],
              UserIdGroupPairs: [{ GroupId: 'sg-2' }],
            }),
          ]),
        ],
      },
      'more.json': { SecurityGroups: [group('sg-2')] },
    };
    const backwards = Object.fromEntries(Object.entries(files).reverse());
    for (const read of [reading(files), reading(backwards)]) {
      expectNothingSaid(read);
      expect(ingressOf(read)).toEqual(['tcp/22 list:pl-1', 'tcp/22 group:sg-2']);
    }
  });

  it('without anything to read give an empty definition', () => {
    expect(reading({}).definition).toEqual({
      groups: [],
      prefixLists: [],
      services: [],
      hosts: [],
    });
  });
});

/** A dump that holds every field that is read. */
const complete = {
  SecurityGroups: [
    group(
      'sg-1',
      [
        permission('tcp', 22, 22, {
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'd' }],
          Ipv6Ranges: [{ CidrIpv6: 'fd00::/8', Description: 'd' }],
          PrefixListIds: [{ PrefixListId: 'pl-1', Description: 'd' }],
          UserIdGroupPairs: [
            { GroupId: 'sg-1', UserId: '1', VpcId: 'vpc-1', PeeringStatus: 'active', Description: 'd' },
          ],
        }),
      ],
      [],
      { Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] },
    ),
  ],
  SecurityGroupRules: [
    {
      SecurityGroupRuleId: 'sgr-1',
      GroupId: 'sg-2',
      IsEgress: false,
      IpProtocol: 'udp',
      FromPort: 1,
      ToPort: 2,
      CidrIpv4: '10.0.0.0/8',
      Description: 'd',
    },
    {
      SecurityGroupRuleId: 'sgr-2',
      GroupId: 'sg-2',
      IsEgress: false,
      IpProtocol: '-1',
      FromPort: -1,
      ToPort: -1,
      ReferencedGroupInfo: { GroupId: 'sg-1', UserId: '1', VpcId: 'v', PeeringStatus: 'active' },
    },
  ],
  PrefixLists: [
    {
      PrefixListId: 'pl-1',
      PrefixListName: 'n',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Cidrs: ['10.0.0.0/8'],
    },
  ],
  NetworkInterfaces: [
    {
      NetworkInterfaceId: 'eni-1',
      Description: 'd',
      Attachment: { InstanceId: 'i-2', DeviceIndex: 0, Status: 'attached' },
      Groups: [{ GroupId: 'sg-1' }],
      PrivateIpAddress: '10.0.0.1',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }],
      Ipv6Addresses: [{ Ipv6Address: 'fd00::1' }],
      Ipv4Prefixes: [{ Ipv4Prefix: '10.0.0.0/28' }],
      Ipv6Prefixes: [{ Ipv6Prefix: 'fd00::/80' }],
      TagSet: [{ Key: 'Name', Value: 'v' }],
    },
  ],
  Reservations: [
    {
      Instances: [
        {
          InstanceId: 'i-1',
          State: { Name: 'running' },
          PrivateIpAddress: '10.0.0.2',
          SecurityGroups: [{ GroupId: 'sg-1' }],
          Tags: [{ Key: 'k', Value: 'v' }],
        },
        {
          InstanceId: 'i-3',
          NetworkInterfaces: [{ NetworkInterfaceId: 'eni-3', Groups: [{ GroupId: 'sg-1' }] }],
        },
      ],
    },
  ],
};

type Steps = readonly (string | number)[];

function* placesIn(value: unknown, path: Steps = []): Generator<Steps> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changedAt(value: unknown, [step, ...rest]: Steps, wrong: unknown): unknown {
  if (step === undefined) return wrong;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[step] = changedAt(copy[step], rest, wrong);
  return copy;
}

describe('values of a wrong type', () => {
  it('are not in the dump that is broken here', () => {
    expectNothingSaid(reading({ 'all.json': complete }));
  });

  const places = [...placesIn(complete)].map((path) => [path.join('.'), path] as const);

  it.each(places)('are reported with their place, and nothing is thrown: %s', (_, path) => {
    for (const wrong of [null, [null], true]) {
      if (wrong === true && path.at(-1) === 'IsEgress') continue;
      const [first] = reading({ 'all.json': changedAt(complete, path, wrong) }).diagnostics;
      expect(first, JSON.stringify(wrong)).toBeDefined();
      expect(first!.span).toBeDefined();
    }
  });

  it.each(places)('never make a rule wider: %s', (_, path) => {
    const usual = ingressOf(reading({ 'all.json': complete }));
    for (const wrong of [null, [], {}, '', 0, -1, 'x', '-1']) {
      const asked =
        /Port$|IpProtocol$/.test(String(path.at(-1))) && Number.isInteger(Number(wrong)) && wrong !== '';
      const read = reading({ 'all.json': changedAt(complete, path, wrong) });
      if (asked || !read.definition.groups.some(({ id }) => id === 'sg-1')) continue;
      expect(egressOf(read)).toEqual([]);
      expect(ingressOf(read).filter((rule) => !rule.includes('absent:') && !usual.includes(rule))).toEqual(
        [],
      );
    }
  });
});
