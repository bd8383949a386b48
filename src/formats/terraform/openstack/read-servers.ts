import { eitherOf, type References, referencesOf } from '../../openstack/known.js';
import type { PortRecord } from '../../openstack/ports.js';
import { Item } from '../../shared/item.js';
import { blockOf } from '../block.js';
import { idOf } from '../kinds.js';
import { linkOne } from '../links.js';
import type { Found } from '../plan-context.js';
import type { PlainIds } from '../planned-hosts.js';
import { isUnknown } from '../unknown.js';
import type { NeutronInventory } from './inventory.js';
import { serverId } from './kinds.js';
import { readServer } from './servers.js';

interface Context {
  readonly ids: PlainIds;
  /** Ports that are resources of their own. */
  readonly ports: readonly PortRecord[];
  readonly groups: readonly Found[];
}

/** Servers by what is said of them, and all ports, each with the server that it belongs to. */
export interface Servers {
  readonly items: readonly Item[];
  readonly ports: readonly PortRecord[];
}

export function readServers(
  { novaServers, novaAttachments, neutronAssociations }: NeutronInventory,
  { ids, ports, groups }: Context,
): Servers {
  const known = new Set(ports.map(({ id }) => id));
  const attachedTo = serversWithMore(novaAttachments, ports, ids);
  const hasMore = (server: string) => attachedTo === 'any' || attachedTo.has(server);
  const groupsIn = namesIn(groups);
  const servers = novaServers.flatMap((found) => {
    const id = ids.get(found.resource);
    return id === undefined
      ? []
      : [
          {
            found,
            id,
            ...readServer(found, id, {
              ids,
              groupsIn,
              ports: known,
              hasMore,
              hasAssociations: neutronAssociations.length > 0,
            }),
          },
        ];
  });
  const owners = new Map(servers.flatMap(({ id, attached }) => attached.map((port) => [port, id] as const)));
  const own = ports.map((port) => ({ ...port, device: owners.get(port.id) ?? port.device }));
  return {
    items: servers.filter(({ made, attached }) => made.length + attached.length > 0).map(asItem),
    ports: [...own, ...servers.flatMap(({ made }) => made)],
  };
}

/**
 * What names mean to a server: the groups of its own document, without those that are of another region. An id means the same
 * everywhere.
 */
function namesIn(groups: readonly Found[]): (server: Found) => References {
  const ids = { ids: new Set(groups.map(({ resource }) => idOf(resource))), byName: new Map() };
  return ({ resource, planContext }) => {
    const region = resource.values.peek('region');
    const own = groups.filter((one) => one.planContext === planContext && mayBeIn(one, region)).map(asNamed);
    return eitherOf(ids, referencesOf(own));
  };
}

function mayBeIn({ resource }: Found, region: string | undefined): boolean {
  const own = resource.values.peek('region');
  return own === undefined || region === undefined || own === region;
}

function asNamed({ resource }: Found): Item {
  const { values, span } = resource;
  return new Item({ id: idOf(resource), name: values.peek('name') }, span, () => {});
}

function asItem({ found: { resource }, id }: { readonly found: Found; readonly id: string }): Item {
  return new Item({ id, name: resource.values.peek('name') }, resource.span, resource.report);
}

/** Servers that ports name themselves, and those that something is attached to; any of them, if it is not known which. */
function serversWithMore(
  attachments: readonly Found[],
  ports: readonly PortRecord[],
  ids: PlainIds,
): ReadonlySet<string> | 'any' {
  const servers = new Set(ports.flatMap(({ device }) => device ?? []));
  for (const { resource, planContext } of attachments) {
    const block = blockOf(resource, planContext);
    const link = isUnknown(block.unknown, 'instance_id')
      ? linkOne(block, 'instance_id', serverId)
      : undefined;
    const linked = link?.resources?.[0];
    const server = linked ? ids.get(linked) : block.item.peek('instance_id');
    if (server === undefined) return 'any';
    servers.add(server);
  }
  return servers;
}
