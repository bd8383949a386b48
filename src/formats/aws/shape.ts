import type { Path } from '../../diagnostics/source.js';
import { type Fields, isFields } from '../shared/item.js';
import { unwrap } from '../shared/recording.js';
import { isBare } from './bare-kinds.js';
import { configKeyOf, recordedGroupIds } from './config-records.js';
import { type Leaf, leavesOf } from './queried.js';

/** Keys of the outputs that groups, hosts, prefix lists and resolvers are read from. */
export const read = [
  'SecurityGroups',
  'SecurityGroupRules',
  'NetworkInterfaces',
  'Reservations',
  'PrefixLists',
  'Entries',
  'Vpcs',
  'Subnets',
] as const;

/** Keys of other describe outputs that people keep beside them, and that a firewall does not need. */
export const aside: ReadonlySet<string> = new Set([
  ...['RouteTables', 'NetworkAcls', 'DhcpOptions', 'FlowLogs', 'Addresses'],
  ...['InternetGateways', 'EgressOnlyInternetGateways', 'NatGateways', 'CustomerGateways', 'VpnGateways'],
  ...[
    'VpnConnections',
    'VpcEndpoints',
    'VpcPeeringConnections',
    'TransitGateways',
    'TransitGatewayAttachments',
  ],
  ...['TransitGatewayRouteTables', 'TransitGatewayVpcAttachments', 'SecurityGroupVpcAssociations'],
  ...['SecurityGroupReferenceSet', 'StaleSecurityGroupSet', 'SecurityGroupForVpcs', 'PrefixListAssociations'],
  ...['Regions', 'AvailabilityZones', 'AccountAttributes', 'KeyPairs', 'Images', 'Volumes', 'Snapshots'],
  ...['InstanceStatuses', 'LaunchTemplates', 'LoadBalancers', 'LoadBalancerDescriptions', 'TargetGroups'],
  ...['DBInstances', 'DBClusters', 'CacheClusters'],
]);

/** Whether a document is of AWS describe commands: an output, bare or recorded with its status, or what `--query` left of it. */
export function isAws(value: unknown): boolean {
  return awsKeyOf(value) !== undefined;
}

/** The first key that a document is known by as one of AWS. */
export function awsKeyOf(value: unknown): Path | undefined {
  for (const leaf of leavesIn(value)) {
    const isListed = leaf.path.length > 0 && typeof leaf.path.at(-1) === 'number';
    const keyOf = isListed ? listedKeyOf : outputKeyOf;
    const key = isBare(leaf.value) ? Object.keys(leaf.value)[0] : keyOf(leaf.value);
    if (key !== undefined) return [...leaf.path, key];
  }
  return undefined;
}

/** The first key by which an object is an output, of a describe command or of AWS Config. */
export function outputKeyOf(value: unknown): string | undefined {
  return configKeyOf(value) ?? keysOf(value).find((one) => isRead(one) || aside.has(one));
}

/** The same for an object in a list, where others have such keys too: load balancers list the ids of their `SecurityGroups`. */
export function listedKeyOf(value: unknown): string | undefined {
  const key = outputKeyOf(value);
  const list = key === undefined ? undefined : (value as Fields)[key];
  return Array.isArray(list) && list.every(isFields) ? key : configKeyOf(value);
}

/** Whether an output holds nothing that is read, as that of `describe-nat-gateways`. */
export function isAsideOutput(value: unknown): boolean {
  return ![...leavesIn(value)].some(
    ({ value }) => isBare(value) || configKeyOf(value) || keysOf(value).some(isRead),
  );
}

/** Ids of the groups that an output describes, as far as they are texts. */
export function awsGroupIdsOf(value: unknown): readonly string[] {
  return [...leavesIn(value)].flatMap(({ value: output }) => {
    if (!isFields(output)) return [];
    const { SecurityGroups, SecurityGroupRules } = output;
    if (configKeyOf(output)) return recordedGroupIds(output);
    const lists = isBare(output) ? [[output]] : [SecurityGroups, SecurityGroupRules];
    return lists.flatMap((list) =>
      Array.isArray(list)
        ? list.flatMap((one) => (typeof one?.GroupId === 'string' ? [one.GroupId] : []))
        : [],
    );
  });
}

/** An output, or each of those that a list holds. */
function* leavesIn(value: unknown): Generator<Leaf> {
  const { value: output, path } = unwrap(value);
  yield* leavesOf(output, path);
}

export function keysOf(value: unknown): readonly string[] {
  return isFields(value) ? Object.keys(value) : [];
}

export function isRead(key: string): boolean {
  return (read as readonly string[]).includes(key);
}
