// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { describe, expect, test } from 'vitest';
import { compileDefinition } from '../../support/definition.js';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  interfaceOf,
  type Reading,
} from '../aws/reading.js';
import { group, reading, said, template } from './reading.js';

const instance = (Properties: object) => ({ Type: 'AWS::EC2::Instance', Properties });
const networkInterface = (Properties: object) => ({ Type: 'AWS::EC2::NetworkInterface', Properties });
const attachment = (Properties: object) => ({ Type: 'AWS::EC2::NetworkInterfaceAttachment', Properties });
const web = { SecurityGroupIds: [{ 'Fn::GetAtt': ['Web', 'GroupId'] }] };

function read(resources: object, more: object = {}): Reading {
  return reading(template({ Web: group(), Db: group(), ...resources }, more));
}

function interfacesOf(found: Reading, host: string): readonly string[] {
  return hostOf(found, host).interfaces.map(
    ({ id, addresses, groups }) =>
      `${id} ${addressesInWords(addresses).join()} ${groups.map(({ reference }) => reference).join()}`,
  );
}

describe('fact 2: what an instance says of groups is about its primary interface', () => {
  test('with all its addresses', () => {
    const found = read({
      Host: instance({
        ...web,
        PrivateIpAddress: '10.0.0.1',
        Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }],
        Tags: [{ Key: 'Name', Value: 'web-1' }],
      }),
    });
    expectNothingSaid(found);
    expect(hostOf(found, 'Host')).toMatchObject({ name: 'web-1', cloud: true });
    expect(interfacesOf(found, 'Host')).toEqual(['Host 10.0.0.1,2001:db8::1 Web']);
  });

  test('and an attached interface has its own', () => {
    const found = read({
      Host: instance({ ...web, PrivateIpAddress: '10.0.0.1' }),
      Eni: networkInterface({ GroupSet: [{ Ref: 'Db' }], PrivateIpAddress: '10.0.0.2' }),
      At: attachment({ InstanceId: { Ref: 'Host' }, NetworkInterfaceId: { Ref: 'Eni' }, DeviceIndex: '1' }),
    });
    expectNothingSaid(found);
    expect(interfacesOf(found, 'Host')).toEqual(['Host 10.0.0.1 Web', 'Eni 10.0.0.2 Db']);
    expect(found.definition.hosts).toHaveLength(1);
  });

  test('groups by name', () => {
    expect(interfacesOf(read({ Host: instance({ SecurityGroups: [{ Ref: 'Web' }] }) }), 'Host')).toEqual([
      'Host  Web',
    ]);
  });
});

describe('interfaces that an instance lists', () => {
  test('inline and by reference, in the order of their devices', () => {
    const found = read({
      Host: instance({
        NetworkInterfaces: [
          { DeviceIndex: '1', NetworkInterfaceId: { Ref: 'Eni' } },
          {
            DeviceIndex: 0,
            GroupSet: [{ Ref: 'Web' }],
            PrivateIpAddresses: [
              { PrivateIpAddress: '10.0.0.1', Primary: true },
              { PrivateIpAddress: '10.0.0.3', Primary: false },
            ],
            AssociatePublicIpAddress: true,
          },
        ],
      }),
      Eni: networkInterface({ GroupSet: [{ Ref: 'Db' }], Ipv4Prefixes: [{ Ipv4Prefix: '10.1.0.0/28' }] }),
    });
    expectNothingSaid(found);
    expect(interfacesOf(found, 'Host')).toEqual(['Host-0 10.0.0.1,10.0.0.3 Web', 'Eni 10.1.0.0/28 Db']);
  });

  test('one that is not known is not there', () => {
    const found = read({
      Host: instance({ NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: 'eni-1' }] }),
    });
    expectDiagnostic(found, 'unknown-value', '"eni-1"', 'is not in the template');
    expect(interfacesOf(found, 'Host')).toEqual([]);
  });

  test('one belongs to one instance', () => {
    const at = (host: string) =>
      attachment({ InstanceId: { Ref: host }, NetworkInterfaceId: { Ref: 'Eni' }, DeviceIndex: 1 });
    const found = read({
      A: instance(web),
      B: instance(web),
      Eni: networkInterface({ GroupSet: [{ Ref: 'Db' }] }),
      X: at('A'),
      Y: at('B'),
    });
    expect(codesOf(found)).toEqual(['duplicate']);
  });
});

test('fact 29: an interface without an instance is a host of its own', () => {
  const found = read({
    Eni: networkInterface({ Description: 'spare', GroupSet: [{ Ref: 'Db' }], PrivateIpAddress: '10.0.0.2' }),
  });
  expectNothingSaid(found);
  expect(hostOf(found, 'Eni').description).toBe('spare');
  expect(interfacesOf(found, 'Eni')).toEqual(['Eni 10.0.0.2 Db']);
});

test('fact 12: the members of a group are the addresses of who carries it', async () => {
  const resources = {
    Web: group(),
    Db: group({
      SecurityGroupIngress: [
        { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: { Ref: 'Web' } },
      ],
    }),
    WebHost: instance({ ...web, PrivateIpAddress: '10.0.0.1' }),
    DbHost: instance({ SecurityGroupIds: [{ Ref: 'Db' }], PrivateIpAddress: { 'Fn::Sub': '${Prefix}.2' } }),
  };
  const Parameters = { Prefix: { Type: 'String', Default: '10.0.0' } };
  const files = { 'stack.json': JSON.stringify(template(resources, { Parameters })) };
  const { status, scripts, diagnostics } = await compileDefinition(files);
  expect([status, diagnostics, Object.keys(scripts)]).toEqual([0, [], ['DbHost.nft', 'WebHost.nft']]);
  expect(scripts['DbHost.nft']).toContain('ip saddr 10.0.0.1 accept');
  expect(scripts['DbHost.nft']).toContain('10.0.0.2');
});

describe('what is not known of an interface', () => {
  test.each<[properties: object, blamed: string]>([
    [{ PrivateIpAddress: { Ref: 'AWS::Region' } }, '"AWS::Region"'],
    [{ PrivateIpAddress: '10.0.0.1', Ipv6AddressCount: 1 }, '1'],
    [{ SecondaryPrivateIpAddressCount: '2' }, '"2"'],
    [{ Ipv6Addresses: { 'Fn::ImportValue': 'x' } }, '"x"'],
    [{ Ipv6Addresses: [{ Ipv6Address: { 'Fn::ImportValue': 'x' } }] }, '"x"'],
  ])('addresses: %j', (properties, blamed) => {
    const found = read({ Host: instance({ ...web, ...properties }) });
    expectDiagnostic(found, 'unknown-value', blamed);
  });

  test('its address, where rules mean it: they do not match it', async () => {
    const rule = { IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'Web' } };
    const resources = {
      Web: group({ SecurityGroupIngress: [rule] }),
      A: instance(web),
      B: instance({ ...web, PrivateIpAddress: '10.0.0.2' }),
    };
    const { diagnostics, scripts } = await compileDefinition({
      's.json': JSON.stringify(template(resources)),
    });
    expect(diagnostics.map(({ code }) => code).sort()).toEqual([
      'interface-without-match',
      'member-without-address',
    ]);
    expect(scripts['B.nft']).toContain('ip saddr 10.0.0.2 accept');
  });

  test('its groups: it carries the others, and none where there are no others', () => {
    const more = { Parameters: { Unset: { Type: 'String' } } };
    const some = read(
      { Host: instance({ SecurityGroupIds: [{ Ref: 'Unset' }, { Ref: 'Web' }, 'sg-1'] }) },
      more,
    );
    expect(said(some)).toEqual(['unknown-value "Unset"', 'unresolved-group "sg-1"']);
    expect(interfacesOf(some, 'Host')).toEqual(['Host  Web']);
    const none = read({ Host: instance({ SecurityGroupIds: [{ Ref: 'Unset' }] }) }, more);
    expect(codesOf(none)).toEqual(['unknown-value', 'interface-without-groups']);
    expect(interfaceOf(none, 'Host').groups.map(({ reference }) => reference)).toEqual([
      'cloudformation/no-group',
    ]);
    expect(none.definition.groups.at(-1)).toMatchObject({ ingress: [], egress: [] });
  });
});

describe('fact 14: members that no template can say', () => {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: { Ref: 'Db' } };
  const resources = (balancer: object) => ({
    Web: group({ SecurityGroupIngress: [rule] }),
    Balancer: balancer,
  });
  const Type = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

  test.each<[properties: object, blamed: RegExp]>([
    [{ SecurityGroups: [{ Ref: 'Db' }] }, /"Ref": "Db"/],
    [
      { LaunchTemplateData: { NetworkInterfaces: [{ Groups: [{ 'Fn::GetAtt': ['Db', 'GroupId'] }] }] } },
      /Fn::GetAtt/,
    ],
    [{ SecurityGroupIds: { 'Fn::If': ['No', [], [{ Ref: 'Db' }]] } }, /"Ref": "Db"/],
  ])('are told of where rules mean them: %j', (Properties, blamed) => {
    const found = read(resources({ Type, Properties }));
    expectDiagnostic(
      found,
      'unknown-value',
      blamed,
      "which addresses 'Balancer' has, which carries group 'Db'",
    );
  });

  test.each<[resource: object]>([
    [{ Type, Properties: { SecurityGroups: [{ Ref: 'Web' }] } }],
    [{ Type, Properties: { SecurityGroups: [{ 'Fn::GetAtt': ['Db', 'VpcId'] }] } }],
    [{ Type, Properties: { Name: { Ref: 'Db' } } }],
    [{ Type, Condition: 'No', Properties: { SecurityGroups: [{ Ref: 'Db' }] } }],
    [{ Type }],
    [{ Type: 1, Properties: 'SecurityGroups' }],
  ])('and of no others: %j', (resource) => {
    const found = read(resources(resource), { Conditions: { No: { 'Fn::Equals': [1, 2] } } });
    expect(codesOf(found).filter((code) => code === 'unknown-value')).toEqual([]);
  });
});

describe('wrong values', () => {
  test.each<[properties: object, code: string]>([
    [{ PrivateIpAddress: '10.0.0.256' }, 'invalid-address'],
    [{ PrivateIpAddress: '2001:db8::1' }, 'invalid-address'],
    [{ PrivateIpAddress: '10.0.0.0/8' }, 'invalid-address'],
    [{ PrivateIpAddress: ['10.0.0.1'] }, 'wrong-type'],
    [{ PrivateIpAddresses: ['10.0.0.1'] }, 'wrong-type'],
    [{ PrivateIpAddresses: [{}] }, 'wrong-type'],
    [{ Ipv6Addresses: 1 }, 'wrong-type'],
    [{ SecurityGroupIds: null }, 'wrong-type'],
    [{ SecurityGroupIds: [[{ Ref: 'Web' }]] }, 'wrong-type'],
    [{ SecurityGroupIds: [''] }, 'wrong-type'],
    [{ NetworkInterfaces: ['eni-1'] }, 'wrong-type'],
  ])('%j', (properties, code) => {
    const found = read({ Host: instance({ ...web, ...properties }) });
    expect(codesOf(found)[0]).toBe(code);
    expect(found.diagnostics[0]!.severity).toBe('error');
  });
});
