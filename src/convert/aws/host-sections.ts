import type { Report } from '../../diagnostics/diagnostic.js';
import { isInterfaceHost } from '../cloud/cloud-hosts.js';
import type { CloudHost, CloudInterface } from '../cloud/model.js';
import { interfaceTags } from '../cloud/tags.js';
import { Ids } from './ids.js';
import type { Identities } from './permissions.js';
import { tagFields, tagList } from './tags.js';

/** Hosts as describe-instances and describe-network-interfaces have them. */
export function hostSections(hosts: readonly CloudHost[], identities: Identities, report: Report) {
  const instanceIds = new Ids('i');
  const interfaceIds = new Ids('eni');
  const instances: object[] = [];
  const interfaces: object[] = [];
  for (const cloudHost of hosts) {
    const { host, interfaces: own } = cloudHost;
    const [only] = own;
    if (only && isInterfaceHost(cloudHost)) {
      const id = interfaceIds.of(host.id);
      interfaces.push({
        ...interfaceFields(only, id, identities),
        Description: host.description,
        TagSet: tagList(host, report),
      });
      continue;
    }
    const InstanceId = instanceIds.of(host.id);
    instances.push({ InstanceId, State: { Name: 'running' }, Tags: tagList(host, report) });
    own.forEach((each, DeviceIndex) => {
      const id = interfaceIds.of(each.iface.id, host.id);
      const Attachment = { DeviceIndex, InstanceId, Status: 'attached' };
      interfaces.push({
        ...interfaceFields(each, id, identities),
        Attachment,
        TagSet: tagFields(interfaceTags(each.iface)),
      });
    });
  }
  return {
    Reservations: instances.map((instance) => ({ Instances: [instance] })),
    NetworkInterfaces: interfaces,
  };
}

function interfaceFields(
  { groups, addresses }: CloudInterface,
  NetworkInterfaceId: string,
  { groupId }: Identities,
) {
  const { ipv4, ipv6 } = addresses;
  const [PrivateIpAddress] = ipv4.addresses;
  return {
    NetworkInterfaceId,
    Groups: groups.map((group) => ({ GroupId: groupId(group), GroupName: group.name })),
    ...(PrivateIpAddress !== undefined && { PrivateIpAddress }),
    PrivateIpAddresses: ipv4.addresses.map((one, i) => ({ Primary: i === 0, PrivateIpAddress: one })),
    Ipv6Addresses: ipv6.addresses.map((one) => ({ Ipv6Address: one })),
    ...(ipv4.prefixes.length > 0 && { Ipv4Prefixes: ipv4.prefixes.map((one) => ({ Ipv4Prefix: one })) }),
    ...(ipv6.prefixes.length > 0 && { Ipv6Prefixes: ipv6.prefixes.map((one) => ({ Ipv6Prefix: one })) }),
  };
}
