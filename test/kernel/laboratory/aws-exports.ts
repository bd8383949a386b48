/**
 * A small account as the AWS command line prints it, with what real exports hold and examples do not: a group `default` in each of two VPCs, a
 * reference to a group that is gone, host bits, prefix lists of the older command, an interface id that two instances have, an
 * interface without an instance, and outputs that say nothing of firewalls.
 */
export const exports = {
  'security-groups.json': {
    SecurityGroups: [
      group('sg-web', 'web', 'vpc-a', [
        tcp(80, { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
        tcp(22, { IpRanges: [{ CidrIp: '10.20.9.9/24', Description: 'has host bits' }] }),
      ]),
      group('sg-db', 'db', 'vpc-a', [
        tcp(5432, { UserIdGroupPairs: [{ GroupId: 'sg-web' }, { GroupId: 'sg-gone' }] }),
        tcp(443, { PrefixListIds: [{ PrefixListId: 'pl-1' }] }),
      ]),
      group('sg-a0', 'default', 'vpc-a', [all('sg-a0')]),
      group('sg-b0', 'default', 'vpc-b', [all('sg-b0')]),
    ],
  },
  'prefix-lists.json': {
    PrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 'storage', Cidrs: ['198.51.100.0/25'] }],
  },
  'instances.json': {
    Reservations: [
      { Groups: [], Instances: [instance('i-1', eni('eni-1a', '10.20.0.1', 'sg-web', 'vpc-a'))] },
      { Groups: [], Instances: [instance('i-2', eni('eni-2', '10.20.0.2', 'sg-a0', 'vpc-a'))] },
      { Groups: [], Instances: [instance('i-3', eni('eni-0', '10.30.0.3', 'sg-b0', 'vpc-b'))] },
      { Groups: [], Instances: [instance('i-4', eni('eni-0', '10.30.0.4', 'sg-b0', 'vpc-b'))] },
    ],
  },
  'network-interfaces.json': {
    NetworkInterfaces: [
      attached(eni('eni-1a', '10.20.0.1', 'sg-web', 'vpc-a'), 'i-1', 0),
      attached(eni('eni-1b', '10.20.1.1', 'sg-db', 'vpc-a'), 'i-1', 1),
      attached(eni('eni-2', '10.20.0.2', 'sg-a0', 'vpc-a'), 'i-2', 0),
      eni('eni-9', '10.20.0.9', 'sg-web', 'vpc-a'),
    ],
  },
  'vpcs.json': { Vpcs: [{ VpcId: 'vpc-a', CidrBlock: '10.20.0.0/16' }, { VpcId: 'vpc-b' }] },
  'subnets.json': { Subnets: [{ SubnetId: 'subnet-a', VpcId: 'vpc-a', CidrBlock: '10.20.0.0/24' }] },
};

/** Interfaces that one instance has, or none. */
export const interfaces = ['eni-1a', 'eni-1b', 'eni-2', 'eni-9'] as const;

function group(GroupId: string, GroupName: string, VpcId: string, IpPermissions: readonly object[]): object {
  const IpPermissionsEgress = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  return {
    GroupId,
    GroupName,
    VpcId,
    Description: GroupName,
    OwnerId: '1',
    IpPermissions,
    IpPermissionsEgress,
  };
}

function tcp(port: number, peers: object): object {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peers };
}

function all(GroupId: string): object {
  return { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] };
}

function instance(InstanceId: string, ...NetworkInterfaces: readonly object[]): object {
  return { InstanceId, State: { Name: 'running' }, SecurityGroups: [], NetworkInterfaces };
}

function eni(NetworkInterfaceId: string, address: string, GroupId: string, VpcId: string): object {
  return {
    NetworkInterfaceId,
    VpcId,
    Groups: [{ GroupId }],
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
  };
}

function attached(one: object, InstanceId: string, DeviceIndex: number): object {
  return { ...one, Attachment: { InstanceId, DeviceIndex, Status: 'attached' } };
}
