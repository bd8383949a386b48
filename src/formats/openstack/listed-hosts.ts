import type { Host, Interface } from '../../definition/model.js';
import { toInterface } from '../shared/bare-groups.js';
import type { Item } from '../shared/item.js';
import type { PortRecord } from './ports.js';
import { readTags } from './tags.js';

/**
 * Brings ports and servers together: the ports of one server are one host, and a port that belongs to none is a host of
 * its own. What servers say of addresses and groups is about all their ports together, so that their names alone count.
 */
export function assembleHosts(ports: readonly PortRecord[], servers: readonly Item[]): readonly Host[] {
  const attached = new Map<string, PortRecord[]>();
  const loose: PortRecord[] = [];
  for (const port of ports) {
    const { device } = port;
    const others = device === undefined ? undefined : attached.get(device);
    if (device === undefined) loose.push(port);
    else if (others) others.push(port);
    else attached.set(device, [port]);
  }
  const names = namesOf(servers, attached);
  const ofServers = Array.from(attached, ([id, own]) => hostOf(id, own, names.get(id)));
  return [...ofServers, ...loose.map((port) => hostOf(port.id, [port], port))];
}

interface About {
  readonly name: string;
  readonly description: string;
  readonly tags?: ReadonlyMap<string, string>;
}

function namesOf(
  servers: readonly Item[],
  attached: ReadonlyMap<string, readonly PortRecord[]>,
): ReadonlyMap<string, About> {
  const names = new Map<string, About>();
  for (const server of servers) {
    const id = server.requiredText('id');
    if (id === undefined) continue;
    if (attached.has(id)) names.set(id, aboutServer(server, id));
    else {
      const problem = 'none of the ports of this server is in the input; ignored';
      const suggestion = 'add the answer of the API to GET /v2.0/ports';
      server.report('ignored-value', server.at('id'), { problem }, { suggestion });
    }
  }
  return names;
}

function aboutServer(server: Item, id: string): About {
  const name = server.text('name') || id;
  return { name, description: server.text('description') ?? '', tags: readTags(server) };
}

/** The metadata service of OpenStack passes the groups' rules like all else, so that it is not let through besides. */
function hostOf(id: string, ports: readonly PortRecord[], about: About | undefined): Host {
  const interfaces = ports.map((port): Interface => toInterface('openstack', port));
  const { name = id, description = '', tags = new Map<string, string>() } = about ?? {};
  return { id, name, description, tags, interfaces, settings: {}, cloud: false, span: ports[0]!.span };
}
