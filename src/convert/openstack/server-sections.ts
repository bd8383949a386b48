import { isInterfaceHost, reportNoInterface } from '../cloud/cloud-hosts.js';
import type { CloudHost, CloudInterface } from '../cloud/model.js';
import { type Context, tagTexts } from './group-fields.js';
import { Uuids } from './uuids.js';

/** Hosts as servers and their ports; of an interface that was a host of its own, the port alone. */
export function hostSections(hosts: readonly CloudHost[], context: Context) {
  const [serverIds, portIds] = [new Uuids('server'), new Uuids('port')];
  const servers: object[] = [];
  const ports: object[] = [];
  for (const cloudHost of hosts) {
    const { host, interfaces } = cloudHost;
    const [only] = interfaces;
    if (only === undefined) reportNoInterface(host, context.report);
    else if (isInterfaceHost(cloudHost)) {
      const { name, description } = host;
      ports.push({ id: portIds.of(host.id), name, description, device_id: '', ...portFields(only, context) });
    } else {
      const id = serverIds.of(host.id);
      const { name, description, tags } = host;
      servers.push({ id, name, description, tags: tagTexts(tags) });
      for (const each of interfaces) {
        const about = { id: portIds.of(each.iface.id, host.id), name: each.iface.device ?? each.iface.name };
        ports.push({
          ...about,
          description: '',
          device_id: id,
          device_owner: 'compute:nova',
          ...portFields(each, context),
        });
      }
    }
  }
  return { servers, ports };
}

/** What is more than single addresses are those that the port may send from besides (fact 27). */
function portFields({ groups, addresses }: CloudInterface, { groupId }: Context) {
  const { ipv4, ipv6 } = addresses;
  return {
    fixed_ips: [...ipv4.addresses, ...ipv6.addresses].map((ip_address) => ({ ip_address })),
    allowed_address_pairs: [...ipv4.prefixes, ...ipv6.prefixes].map((ip_address) => ({ ip_address })),
    security_groups: groups.map(groupId),
  };
}
