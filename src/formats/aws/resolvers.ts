import { ipv4 } from '../../address/ipv4.js';
import type { HostRecord } from '../shared/host-records.js';
import type { Item } from '../shared/item.js';
import { readPrefix } from '../shared/prefix.js';
import type { Sections } from './sections.js';

/**
 * Gives hosts the addresses of the resolvers of their networks: the base of each IPv4 CIDR of the VPC plus two (fact 37). Of
 * a VPC that no output describes these are the subnets': AWS keeps that address in each of them for itself, so it is
 * nobody else's, and in the first subnet of a CIDR it is the resolver. A host of an unknown network stays as it is.
 */
export function resolversOf(sections: Sections): (host: HostRecord) => HostRecord {
  const ofVpcs = collect(sections.vpcs, vpcCidrs);
  const ofSubnets = collect(sections.subnets, (subnet) => cidrOf(subnet, 'CidrBlock'));
  const networks = networksOf(sections);
  return (host) => {
    const ids = [host.id, ...host.interfaces.map(({ id }) => id)];
    const vpcs = new Set(ids.flatMap((id) => networks.get(id) ?? []));
    const found = [...vpcs].flatMap((vpc) => [...(ofVpcs.get(vpc) ?? ofSubnets.get(vpc) ?? [])]);
    if (found.length === 0) return host;
    return { ...host, settings: { ...host.settings, resolvers: [...new Set(found)] } };
  };
}

/** The resolvers of each VPC; the same network twice is no harm. */
function collect(
  items: readonly Item[],
  addressesOf: (item: Item) => readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const byVpc = new Map<string, Set<string>>();
  for (const item of items) {
    const vpc = item.requiredText('VpcId');
    if (vpc === undefined) continue;
    const known = byVpc.get(vpc) ?? new Set<string>();
    byVpc.set(vpc, known);
    for (const address of addressesOf(item)) known.add(address);
  }
  return byVpc;
}

/** All CIDRs that a VPC has today; the one it was made with stands outside the list too. */
function vpcCidrs(vpc: Item): readonly string[] {
  const listed = vpc.items('CidrBlockAssociationSet').filter(isAssociated);
  return [
    ...cidrOf(vpc, 'CidrBlock'),
    ...listed.flatMap((one) =>
      one.peek('CidrBlock') === vpc.peek('CidrBlock') ? [] : cidrOf(one, 'CidrBlock'),
    ),
  ];
}

function isAssociated(association: Item): boolean {
  const state = association.item('CidrBlockState')?.text('State');
  return state === undefined || state === 'associated';
}

/** No VPC and no subnet is so small that it has no such address. */
function cidrOf(item: Item, key: string): readonly string[] {
  const text = item.text(key);
  const range = text === undefined ? undefined : readPrefix(text, item.at(key), item.report, 'ipv4');
  return range?.family === 'ipv4' && range.end - range.start >= 2 ? [ipv4.format(range.start + 2)] : [];
}

/** In which VPC each interface and instance is. */
function networksOf({ interfaces, instances }: Sections): ReadonlyMap<string, string> {
  const networks = new Map<string, string>();
  const add = (item: Item, key: string) => {
    const [id, vpc] = [item.peek(key), item.peek('VpcId')];
    if (id !== undefined && vpc !== undefined) networks.set(id, vpc);
  };
  for (const instance of instances.map((one) => one.silent())) {
    add(instance, 'InstanceId');
    for (const one of instance.items('NetworkInterfaces')) add(one, 'NetworkInterfaceId');
  }
  for (const one of interfaces) add(one, 'NetworkInterfaceId');
  return networks;
}
