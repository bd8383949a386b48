/** One allow: a source /24 and a port. IPv4 as a number. */
export interface Rule {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly source: number;
}

const PORTS = 60;
const FIRST_PORT = 1_000;
const FIRST_SOURCE = 0x14_00_00_00;
/** Every second /24, so that nothing merges and an address between two rules is the worst that can be looked up. */
const STEP = 512;

/** The n-th rule: sources all distinct, over 60 ports, of TCP and UDP in turn. */
export const ruleAt = (index: number): Rule => ({
  protocol: index % 2 === 0 ? 'tcp' : 'udp',
  port: FIRST_PORT + (index % PORTS),
  source: sourceAt(index),
});

export const sourceAt = (index: number): number => FIRST_SOURCE + index * STEP;

export const rules = (count: number): readonly Rule[] => Array.from({ length: count }, (_, at) => ruleAt(at));

export const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

export const cidr = ({ source }: Rule): string => `${dotted(source)}/24`;

/** The host that all packets go to. */
export const HOST = { address: '10.0.1.10', device: 'eth0', instance: 'i-0', card: 'eni-0' } as const;

/** What `aws ec2 describe-security-groups` and `describe-network-interfaces` would print, in one document. */
export function awsExport(count: number): string {
  const permissions = rules(count).map((rule) => ({
    IpProtocol: rule.protocol,
    FromPort: rule.port,
    ToPort: rule.port,
    IpRanges: [{ CidrIp: cidr(rule) }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  }));
  const group = { GroupId: 'sg-0', GroupName: 'bench', Description: 'bench', VpcId: 'vpc-0' };
  const card = {
    NetworkInterfaceId: HOST.card,
    PrivateIpAddress: HOST.address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: HOST.address }],
    Ipv6Addresses: [],
    Groups: [{ GroupId: 'sg-0', GroupName: 'bench' }],
    Attachment: { InstanceId: HOST.instance, DeviceIndex: 0, Status: 'attached' },
    VpcId: 'vpc-0',
  };
  const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  return JSON.stringify({
    SecurityGroups: [{ ...group, IpPermissions: permissions, IpPermissionsEgress: everything }],
    NetworkInterfaces: [card],
  });
}
