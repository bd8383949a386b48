import { type Fields, isFields } from '../shared/item.js';

/** What one object of a describe command is, known by its own fields where the key of the output is gone. */
export interface Kind {
  readonly key: 'SecurityGroups' | 'SecurityGroupRules' | 'Instances' | 'Reservations' | Other;
  readonly what: string;
  readonly command: string;
  readonly is: (has: (key: string) => boolean) => boolean;
  /** Fields that the command always prints, and that mean something. */
  readonly needs: readonly string[];
  /** Objects below, single or in lists, that are looked at too. */
  readonly below?: Readonly<Record<string, Part>>;
}

type Other = 'NetworkInterfaces' | 'PrefixLists' | 'Vpcs' | 'Subnets' | 'IpPermissions';

export interface Part {
  readonly what: string;
  readonly needs: (fields: Fields) => readonly string[];
  readonly below?: Readonly<Record<string, Part>>;
}

/** A pair of a deleted peering may have no account, and says that it is deleted (fact 14). */
const pair: Part = {
  what: 'group',
  needs: ({ PeeringStatus }) => ['GroupId', ...(isThere(PeeringStatus) ? [] : ['UserId'])],
};

const peers = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'];

/** Without its ports a rule for ICMPv6 would mean all of it. */
const permission: Part = {
  what: 'permission',
  needs: ({ IpProtocol }) => [
    ...['IpProtocol', ...peers],
    ...(/^(?:tcp|udp|icmp|icmpv6|6|17|1|58)$/i.test(String(IpProtocol)) ? ['FromPort', 'ToPort'] : []),
  ],
  below: { UserIdGroupPairs: pair },
};

/** One that was taken from its VPC is listed for a while, and has no resolver. */
const association: Part = { what: 'association', needs: () => ['CidrBlock', 'CidrBlockState'] };

const interfaceNeeds = ['NetworkInterfaceId', 'Groups', 'PrivateIpAddresses', 'Ipv6Addresses'];
const instanceNeeds = ['InstanceId', 'State', 'SecurityGroups', 'NetworkInterfaces'];
const interfacePart: Part = { what: 'interface', needs: () => interfaceNeeds };
const instancePart: Part = {
  what: 'instance',
  needs: () => instanceNeeds,
  below: { NetworkInterfaces: interfacePart },
};

const kinds: readonly Kind[] = [
  {
    ...{ key: 'SecurityGroups', what: 'group', command: 'describe-security-groups' },
    is: (has) => has('IpPermissions') || has('IpPermissionsEgress'),
    needs: ['GroupId', 'IpPermissions', 'IpPermissionsEgress'],
    below: { IpPermissions: permission, IpPermissionsEgress: permission },
  },
  {
    ...{ key: 'SecurityGroupRules', what: 'rule', command: 'describe-security-group-rules' },
    is: (has) => has('SecurityGroupRuleId') || has('IsEgress'),
    needs: ['SecurityGroupRuleId', 'GroupId', 'IsEgress', 'IpProtocol', 'FromPort', 'ToPort'],
    below: { ReferencedGroupInfo: pair },
  },
  {
    ...{ key: 'IpPermissions', what: 'permission', command: 'describe-security-groups' },
    is: (has) => has('IpProtocol') || peers.some(has),
    needs: [],
  },
  {
    ...{ key: 'Reservations', what: 'reservation', command: 'describe-instances' },
    is: (has) => has('ReservationId') && has('Instances'),
    needs: [],
    below: { Instances: instancePart },
  },
  {
    ...{ key: 'Instances', ...instancePart, command: 'describe-instances' },
    is: (has) => has('InstanceId') && (has('SecurityGroups') || has('NetworkInterfaces')),
    needs: instanceNeeds,
  },
  {
    ...{ key: 'NetworkInterfaces', what: 'interface', command: 'describe-network-interfaces' },
    is: (has) =>
      has('NetworkInterfaceId') && (has('Groups') || has('PrivateIpAddresses') || has('Ipv6Addresses')),
    needs: interfaceNeeds,
  },
  {
    ...{ key: 'PrefixLists', what: 'prefix list', command: 'describe-managed-prefix-lists' },
    is: (has) => has('PrefixListId') && (has('PrefixListName') || has('Cidrs')),
    needs: ['PrefixListId', 'PrefixListName'],
  },
  {
    ...{ key: 'Subnets', what: 'subnet', command: 'describe-subnets' },
    is: (has) => has('SubnetId') && has('CidrBlock'),
    needs: ['SubnetId', 'VpcId', 'CidrBlock'],
  },
  {
    ...{ key: 'Vpcs', what: 'VPC', command: 'describe-vpcs' },
    is: (has) => has('VpcId') && has('CidrBlockAssociationSet'),
    needs: ['VpcId', 'CidrBlock', 'CidrBlockAssociationSet'],
    below: { CidrBlockAssociationSet: association },
  },
];

/** What an object of a describe command is. */
export function kindOf(fields: Fields): Kind | undefined {
  const has = (key: string) => Object.hasOwn(fields, key);
  return kinds.find(({ is }) => is(has));
}

export function kindOfKey(key: Kind['key']): Kind {
  return kinds.find((one) => one.key === key)!;
}

/** Whether a value is an object of a describe command without the key of the output. */
export function isBare(value: unknown): value is Fields {
  return isFields(value) && kindOf(value) !== undefined;
}

/** A field of another name is null after `--query`. */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
