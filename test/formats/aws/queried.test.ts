import { describe, expect, it } from 'vitest';
import { isAws } from '../../../src/formats/aws/index.js';
import { hintFor } from '../../../src/formats/hints.js';
import { expectDiagnostic, expectNothingSaid, ingressOf, reading } from './reading.js';

const permission = {
  ...{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '192.0.2.0/24' }] },
  ...{ Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '111122223333' }] },
};
const group = {
  ...{ GroupId: 'sg-1', GroupName: 'web', OwnerId: '111122223333', VpcId: 'vpc-1', Description: 'web' },
  ...{ IpPermissions: [permission], IpPermissionsEgress: [] },
};
const other = { ...group, GroupId: 'sg-2', GroupName: 'db' };
const rule = {
  ...{ SecurityGroupRuleId: 'sgr-1', GroupId: 'sg-3', GroupOwnerId: '111122223333', IsEgress: false },
  ...{ IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIpv4: '192.0.2.0/24' },
};
const eni = {
  ...{ NetworkInterfaceId: 'eni-1', Groups: [{ GroupId: 'sg-1', GroupName: 'web' }], Ipv6Addresses: [] },
  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5', Primary: true }],
};
const instance = {
  ...{ InstanceId: 'i-1', State: { Name: 'running' }, VpcId: 'vpc-1', PrivateIpAddress: '10.0.0.5' },
  ...{ SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web' }], NetworkInterfaces: [eni] },
};
const vpc = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', CidrBlockAssociationSet: [] };
const subnet = { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' };
const list = { PrefixListId: 'pl-1', PrefixListName: 'office', Cidrs: ['192.0.2.0/24'] };

const rulesOfGroup = ['tcp/443 192.0.2.0/24', 'tcp/443 group:sg-1'];

describe('what --query leaves of an output', () => {
  it.each([
    ['SecurityGroups', [group, other]],
    ['SecurityGroups[0]', group],
    ['SecurityGroups[].[@]', [[group], [other]]],
    ['outputs put together by jq -s', [{ SecurityGroups: [group] }, { SecurityGroups: [other] }]],
    ['recorded', { status_code: 200, data: [group] }],
  ])('is read where nothing is cut: %s', (_, value) => {
    expect(isAws(value)).toBe(true);
    const read = reading({ 'g.json': value });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(rulesOfGroup);
  });

  it.each([
    ['Reservations[].Instances[]', [instance]],
    ['Reservations[].Instances', [[instance]]],
    ['Reservations[0].Instances[0]', instance],
    ['Reservations', [{ ReservationId: 'r-1', OwnerId: '111122223333', Instances: [instance] }]],
    ['Reservations[].Instances[].NetworkInterfaces[]', [eni]],
  ])('gives hosts: %s', (_, value) => {
    const read = reading({ 'g.json': [group], 'h.json': value });
    expectNothingSaid(read);
    expect(read.definition.hosts.flatMap(({ interfaces }) => interfaces.map(({ id }) => id))).toEqual([
      'eni-1',
    ]);
  });

  it('gives rules, lists, and the resolver of a network', () => {
    const read = reading({
      'r.json': [rule],
      'l.json': [list],
      'h.json': [instance],
      'v.json': [vpc],
      'g.json': [group],
    });
    expectNothingSaid(read);
    expect(ingressOf(read, 'sg-3')).toEqual(['udp/53 192.0.2.0/24']);
    expect(read.definition.prefixLists.map(({ name }) => name)).toEqual(['office']);
    expect(read.definition.hosts[0]!.settings.resolvers).toEqual(['10.0.0.2']);
    const near = reading({ 'h.json': [instance], 's.json': [[subnet]], 'g.json': [group] });
    expect(near.definition.hosts[0]!.settings.resolvers).toEqual(['10.0.0.2']);
  });

  it('keeps the places', () => {
    const odd = { ...group, IpPermissions: [{ ...permission, IpRanges: [{ CidrIp: 'x' }] }] };
    expectDiagnostic(
      reading({ 'g.json': [[group], [{ ...odd, GroupId: 'sg-9' }]] }),
      'invalid-address',
      '"x"',
    );
  });
});

/** The same object without some of its fields, or with them under null, as a name of `--query` that is none gives. */
const without = (value: object, key: string) => ({ ...value, [key]: undefined });
const groupWith = (part: object) => ({ ...group, IpPermissions: [permission, part] });

const cut: readonly (readonly [string, object, string])[] = [
  ...['GroupId', 'IpPermissions', 'IpPermissionsEgress'].map(
    (key) => [key, without(group, key), 'groups'] as const,
  ),
  ...Object.keys(permission).map(
    (key) => [`permission ${key}`, groupWith(without(permission, key)), 'groups'] as const,
  ),
  ['a port under null', groupWith({ ...permission, FromPort: null }), 'groups'],
  [
    'the types of ICMPv6',
    groupWith({ ...without(permission, 'FromPort'), ToPort: undefined, IpProtocol: 'icmpv6' }),
    'groups',
  ],
  ['the account of a peer', groupWith({ ...permission, UserIdGroupPairs: [{ GroupId: 'sg-1' }] }), 'groups'],
  ...['SecurityGroupRuleId', 'GroupId', 'IsEgress', 'IpProtocol', 'FromPort', 'ToPort'].map(
    (key) => [`rule ${key}`, without(rule, key), 'group-rules'] as const,
  ),
  ...Object.keys(eni).map(
    (key) =>
      [`interface ${key}`, { ...instance, NetworkInterfaces: [without(eni, key)] }, 'instances'] as const,
  ),
  ...['State', 'SecurityGroups', 'NetworkInterfaces'].map(
    (key) => [`instance ${key}`, without(instance, key), 'instances'] as const,
  ),
  ['NetworkInterface Groups', without(eni, 'Groups'), 'network-interfaces'],
  [
    "the account of a rule's peer",
    { ...without(rule, 'CidrIpv4'), ReferencedGroupInfo: { GroupId: 'sg-1' } },
    'group-rules',
  ],
  [
    'the state of an association',
    { ...vpc, CidrBlockAssociationSet: [{ CidrBlock: '10.1.0.0/16' }] },
    'vpcs',
  ],
  ['vpc CidrBlock', without(vpc, 'CidrBlock'), 'vpcs'],
];

describe('what --query has cut or renamed', () => {
  it.each(cut)('is refused, with the command that prints it all: %s', (_, value, command) => {
    const named =
      command === 'groups' ? 'security-groups' : command === 'group-rules' ? 'security-group-rules' : command;
    const cutJson = JSON.parse(JSON.stringify(value));
    for (const document of [cutJson, [cutJson], [group, cutJson]]) {
      expect(isAws(document)).toBe(true);
      const read = reading({ 'g.json': document });
      expect(read.diagnostics.map(({ code }) => code)).toEqual(['unknown-shape']);
      expect(read.diagnostics[0]!.suggestion).toBe(
        `give all that the command prints, without --query: aws ec2 describe-${named} --output json`,
      );
      expect(read.definition.groups).toEqual([]);
    }
  });

  it('points at what has lost something', () => {
    const read = reading({ 'g.json': [group, groupWith({ IpProtocol: '-1', IpRanges: [] })] });
    expectDiagnostic(
      read,
      'unknown-shape',
      /^\{ "IpProtocol": "-1", "IpRanges": \[\] \}$/,
      "permission has no 'Ipv6Ranges'",
    );
  });

  it('is refused where permissions stand alone', () => {
    for (const value of [[permission], [[permission], []], permission]) {
      expect(isAws(value)).toBe(true);
      expectDiagnostic(reading({ 'p.json': value }), 'unknown-shape', /^\{ "IpProtocol"/, 'direction');
    }
  });

  it('is refused where texts stand among the objects', () => {
    const read = reading({ 'p.json': [['sg-0aaa0000000000001', [group]]] });
    expectDiagnostic(read, 'unknown-shape', '"sg-0aaa0000000000001"');
    expect(read.definition.groups).toEqual([]);
  });

  it.each([
    ['renamed', [{ Name: 'web', Id: 'sg-0aaa0000000000001' }], 'describe-security-groups'],
    ['rows', [['i-0aaa0000000000001', '10.0.0.5']], 'describe-instances'],
    ['ids', ['eni-0aaa1111'], 'describe-network-interfaces'],
    ['groups by name', { web: { id: 'sg-0aaa1111' } }, 'describe-security-groups'],
  ])('gets a hint by the ids in it: %s', (_, value, command) => {
    expect(isAws(value)).toBe(false);
    expect(hintFor('x.json', JSON.stringify(value), value)?.suggestion).toContain(`aws ec2 ${command} `);
  });

  it.each([
    [[{ InstanceId: 'i-1', InstanceState: {} }]],
    [[{ AllocationId: 'eipalloc-1', NetworkInterfaceId: 'eni-1', PrivateIpAddress: '10.0.0.5' }]],
    [[{ Name: 'web' }]],
    [['text']],
    [[{ LoadBalancerArn: 'arn', SecurityGroups: ['sg-0aaa1111'] }]],
    [[[], []]],
  ])('is not taken for an output of AWS: %j', (value) => {
    expect(isAws(value)).toBe(false);
  });
});
