import { expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { inTurn } from '../support/sample.js';
import { type Loading, mixedBackends } from './backends.js';
import { OWN, packet } from './packets.js';
import { describeKernel, differences, type LabPlan, runBatch } from './rig/index.js';

/** An instance with two interfaces that AWS gives no device names, as `aws ec2 describe-…` prints them. */
const groups = {
  SecurityGroups: [
    {
      GroupId: 'sg-1',
      GroupName: 'web',
      Description: 'web',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '203.0.113.0/24' }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    },
    {
      GroupId: 'sg-2',
      GroupName: 'back',
      Description: 'back',
      IpPermissions: [
        {
          IpProtocol: '6',
          FromPort: 5432,
          ToPort: 5432,
          UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '1' }],
        },
      ],
      IpPermissionsEgress: [],
    },
  ],
};

function eni(id: string, index: number, group: string, v4: string, v6: string) {
  return {
    NetworkInterfaceId: id,
    VpcId: 'vpc-1',
    Attachment: { InstanceId: 'i-1', DeviceIndex: index },
    Groups: [{ GroupId: group }],
    PrivateIpAddress: v4,
    PrivateIpAddresses: [{ PrivateIpAddress: v4, Primary: true }],
    Ipv6Addresses: [{ Ipv6Address: v6 }],
  };
}

const interfaces = {
  NetworkInterfaces: [
    eni('eni-a', 0, 'sg-1', OWN.eth0.ipv4, OWN.eth0.ipv6),
    eni('eni-b', 1, 'sg-2', OWN.eth1.ipv4, OWN.eth1.ipv6),
  ],
};

const networks = {
  Vpcs: [
    {
      VpcId: 'vpc-1',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: ['10.0.0.0/16', '100.70.0.0/16'].map((CidrBlock) => ({
        CidrBlock,
        CidrBlockState: { State: 'associated' },
      })),
    },
  ],
};

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: [OWN.eth0.ipv4, OWN.eth0.ipv6] },
    { device: 'eth1', addresses: [OWN.eth1.ipv4, OWN.eth1.ipv6] },
  ],
};

const table = `
+ in eth0 198.51.100.1 tcp/443
+ in eth0 2001:db8:ff::1 tcp/443
- in eth0 198.51.100.1 tcp/444
- in eth1 198.51.100.1 tcp/443
- in eth1 2001:db8:ff::1 tcp/443
+ in eth0 203.0.113.9 icmp/8
- in eth0 203.0.114.9 icmp/8
+ in eth1 ${OWN.eth0.ipv4} tcp/5432
+ in eth1 ${OWN.eth0.ipv6} tcp/5432
- in eth0 ${OWN.eth1.ipv4} tcp/5432
+ out eth0 198.51.100.1 udp/9
- out eth0 2001:db8:ff::1 udp/9
- out eth1 198.51.100.1 udp/9
# never filtered by the cloud (fact 20)
+ out eth1 169.254.169.253 udp/53
+ out eth1 169.254.169.254 tcp/80
+ out eth1 169.254.169.123 udp/123
+ out eth1 fd00:ec2::253 tcp/53
- out eth1 169.254.169.254 tcp/81
- out eth1 169.254.169.252 udp/53
# the resolver of the VPC, and the task metadata of ECS (fact 37)
+ out eth1 10.0.0.2 udp/53
+ out eth1 10.0.0.2 tcp/53
+ out eth1 100.70.0.2 udp/53
+ out eth1 169.254.170.2 tcp/80
- out eth1 10.0.0.3 udp/53
- out eth1 10.0.0.2 udp/54
- out eth1 10.0.2.2 udp/53
- out eth1 169.254.170.2 tcp/81
`;

const rows = table
  .split('\n')
  .filter((line) => /^[+-] /.test(line))
  .map((line, id) => ({ passes: line.startsWith('+'), probe: packet(line.slice(2), id) }));

async function found(backend: Loading, devices: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const sources = [groups, interfaces, networks].map((value, i) => ({
    name: `${i}.json`,
    text: JSON.stringify(value),
  }));
  const { value, diagnostics } = await compile(sources, { ...backend.options, hosts: ['i-1'], devices });
  expect(diagnostics).toEqual([]);
  const { name, load, unload } = backend;
  const run = { name, script: value![0]!.text, load, unload, probes: rows.map(({ probe }) => probe) };
  const [result] = await runBatch(plan, [run]);
  return differences(run, result!, ({ id }) => rows[id]!.passes);
}

const turn = inTurn(mixedBackends);

describeKernel('interfaces of AWS, which have no device names', () => {
  it.each(turn())('are told apart by their own addresses: $name', async (backend) => {
    expect(await found(backend, new Map())).toEqual([]);
  });

  it.each(turn())('or by the names that --device gives: $name', async (backend) => {
    expect(
      await found(
        backend,
        new Map([
          ['eni-a', 'eth0'],
          ['eni-b', 'eth1'],
        ]),
      ),
    ).toEqual([]);
  });

  it.each(turn())('or one by name and the other by address: $name', async (backend) => {
    expect(await found(backend, new Map([['eni-b', 'eth1']]))).toEqual([]);
  });

  it.each(turn())('a packet on a named device is not judged by its address: $name', async (backend) => {
    // eth0 is eni-b here, and its address is that of eni-a: what eni-a alone lets in must not pass.
    const swapped = await found(backend, new Map([['eni-b', 'eth0']]));
    expect(swapped.join('\n')).toContain('lost: #0 ingress eth0 198.51.100.1');
    expect(swapped.join('\n')).not.toContain('let through: #0');
  });
});
