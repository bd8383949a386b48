import { isInterfaceHost, reportChosenAddress, reportNoInterface } from '../cloud/cloud-hosts.js';
import type { CloudHost, CloudInterface, Spelled } from '../cloud/model.js';
import { hostTags, interfaceTags } from '../cloud/tags.js';
import { type Entry, mapping, scalar, sequence } from '../yaml.js';
import type { Context } from './context.js';
import { resource } from './group-resources.js';
import { tagsEntry } from './tags.js';
import { attribute, literal, reference } from './values.js';

/** An instance and its interfaces; of an interface that was a host of its own, the interface alone. */
export function hostResources(cloudHost: CloudHost, context: Context): readonly Entry[] {
  const { host, interfaces } = cloudHost;
  const { ids, report } = context;
  const [only] = interfaces;
  if (only === undefined) {
    reportNoInterface(host, report);
    return [];
  }
  if (isInterfaceHost(cloudHost)) {
    const about: readonly Entry[] =
      host.description === '' ? [] : [['Description', literal(host.description, host.span, report)]];
    const properties = [...about, ...interfaceProperties(only, host.tags, context)];
    return [[ids.of(host.name, ''), resource('AWS::EC2::NetworkInterface', properties)]];
  }
  const id = ids.of(host.name, 'Instance');
  const own = interfaces.map((each) => {
    const properties = interfaceProperties(each, interfaceTags(each.iface), context);
    return [
      ids.of(`${host.name} ${each.iface.id}`, 'Interface'),
      resource('AWS::EC2::NetworkInterface', properties),
    ] as const;
  });
  return [
    [
      id,
      instance(
        cloudHost,
        own.map(([key]) => key),
        context,
      ),
    ],
    ...own,
  ];
}

function instance({ host }: CloudHost, interfaces: readonly string[], { report }: Context) {
  const attached = interfaces.map((id, index) =>
    mapping([
      ['DeviceIndex', scalar(String(index))],
      ['NetworkInterfaceId', reference(id)],
    ]),
  );
  return resource('AWS::EC2::Instance', [
    ['ImageId', reference('ImageId')],
    ['NetworkInterfaces', sequence(attached)],
    ...tagsEntry(hostTags(host, report), host.span, report),
  ]);
}

function interfaceProperties(
  each: CloudInterface,
  tags: ReadonlyMap<string, string>,
  { groupId, report }: Context,
): readonly Entry[] {
  const { iface, groups, addresses } = each;
  reportChosenAddress(each, report);
  return [
    ['SubnetId', reference('SubnetId')],
    ['GroupSet', sequence(groups.map((group) => attribute(groupId(group), 'GroupId')))],
    ...ipv4Entries(addresses.ipv4),
    ...objects('Ipv6Addresses', 'Ipv6Address', addresses.ipv6.addresses),
    ...objects('Ipv4Prefixes', 'Ipv4Prefix', addresses.ipv4.prefixes),
    ...objects('Ipv6Prefixes', 'Ipv6Prefix', addresses.ipv6.prefixes),
    ...tagsEntry(tags, iface.span, report),
  ];
}

function ipv4Entries({ addresses }: Spelled): readonly Entry[] {
  const [only] = addresses;
  if (addresses.length === 1) return [['PrivateIpAddress', scalar(only!)]];
  if (addresses.length === 0) return [];
  const items = addresses.map((address, i) =>
    mapping([
      ['PrivateIpAddress', scalar(address)],
      ['Primary', scalar(i === 0)],
    ]),
  );
  return [['PrivateIpAddresses', sequence(items)]];
}

function objects(list: string, key: string, values: readonly string[]): readonly Entry[] {
  if (values.length === 0) return [];
  return [[list, sequence(values.map((value) => mapping([[key, scalar(value)]])))]];
}
