import { expect, it } from 'vitest';
import { expectNothingSaid, group, hostOf, type Reading, reading } from './reading.js';

const groups = { SecurityGroups: [group('sg-1')] };
const enis = {
  NetworkInterfaces: [
    {
      NetworkInterfaceId: 'eni-1',
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      Groups: [{ GroupId: 'sg-1' }],
      PrivateIpAddress: '10.0.0.10',
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.10' }],
      Attachment: { InstanceId: 'i-1', DeviceIndex: 0 },
    },
  ],
};
const instances = {
  Reservations: [
    {
      Instances: [
        {
          InstanceId: 'i-1',
          VpcId: 'vpc-1',
          PrivateIpAddress: '10.0.0.10',
          SecurityGroups: [{ GroupId: 'sg-1' }],
        },
      ],
    },
  ],
};

const cidr = (CidrBlock: string, State?: string) => ({
  CidrBlock,
  ...(State !== undefined && { CidrBlockState: { State } }),
});
const vpc = (VpcId: string, ...cidrs: readonly object[]) => ({
  VpcId,
  ...cidrs[0],
  CidrBlockAssociationSet: cidrs,
});
const subnet = (VpcId: string, SubnetId: string, CidrBlock: string) => ({ VpcId, SubnetId, CidrBlock });

const resolversOf = (read: Reading) => hostOf(read, 'i-1').settings.resolvers;

it.each([
  ['one CIDR', { Vpcs: [vpc('vpc-1', cidr('10.0.0.0/16', 'associated'))] }, ['10.0.0.2']],
  [
    'each of several, but those that are gone',
    {
      Vpcs: [
        vpc(
          'vpc-1',
          cidr('10.0.0.0/16', 'associated'),
          cidr('100.64.0.0/20', 'associated'),
          cidr('10.9.0.0/16', 'disassociated'),
          cidr('10.8.0.0/16', 'failing'),
        ),
      ],
    },
    ['10.0.0.2', '100.64.0.2'],
  ],
  ['a VPC without a list', { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '172.31.0.0/16' }] }, ['172.31.0.2']],
  [
    'a VPC, not its subnets',
    { Vpcs: [vpc('vpc-1', cidr('10.0.0.0/16'))], Subnets: [subnet('vpc-1', 's', '10.0.7.0/24')] },
    ['10.0.0.2'],
  ],
  ['subnets, where the VPC is unknown', { Subnets: [subnet('vpc-1', 's', '10.0.7.0/24')] }, ['10.0.7.2']],
  ['the VPC of somebody else', { Vpcs: [vpc('vpc-2', cidr('10.0.0.0/16'))] }, undefined],
])('fact 37: the resolver of a host is that of %s', (_, networks, expected) => {
  for (const hosts of [enis, instances]) {
    const read = reading({ 'g.json': groups, 'h.json': hosts, 'n.json': networks });
    expectNothingSaid(read);
    expect(resolversOf(read)).toEqual(expected);
  }
});
