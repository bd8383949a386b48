import type { Definition } from '../../../definition/model.js';
import type { Report } from '../../../diagnostics/diagnostic.js';
import type { Known } from '../../openstack/known.js';
import { assembleHosts } from '../../openstack/listed-hosts.js';
import { withMembers } from '../../openstack/members.js';
import { carriedGroups, groupOfNone, undescribedGroups } from '../../shared/bare-groups.js';
import { idOf } from '../kinds.js';
import { plainIdsOf } from '../planned-hosts.js';
import type { NeutronInventory } from './inventory.js';
import { readNeutronGroups } from './neutron-groups.js';
import { readNeutronPort } from './ports.js';
import { readServers } from './read-servers.js';

/** Reads resources of OpenStack, which mean what its own exports mean (facts 24 to 27). */
export function readNeutron(inventory: NeutronInventory, report: Report): Definition {
  const { neutronGroups, neutronRules, neutronPorts, novaServers, namedGroups } = inventory;
  const names = plainIdsOf([...neutronPorts, ...novaServers]);
  const own = neutronPorts.flatMap((found) => {
    const id = names.get(found.resource);
    return id === undefined ? [] : [readNeutronPort(found, id)];
  });
  const servers = readServers(inventory, {
    ids: names,
    ports: own,
    groups: [...neutronGroups, ...namedGroups],
  });
  const ports = servers.ports;
  const carried = carriedGroups(ports);
  const named = neutronRules.flatMap(({ resource }) => resource.values.peek('security_group_id') || []);
  const ids = new Set([...neutronGroups.map(({ resource }) => idOf(resource)), ...named, ...carried.keys()]);
  const byName = new Map<string, readonly string[]>();
  const known: Known = { groups: { ids, byName }, addressGroups: { ids: new Set(), byName } };
  const groups = readNeutronGroups(neutronGroups, neutronRules, known);
  const described = new Set(groups.map(({ id }) => id));
  const suggestion = 'add the plan or state that has it';
  return {
    groups: withMembers(
      [
        ...groups,
        ...undescribedGroups(carried, described, suggestion, report),
        ...groupOfNone('openstack', ports, report),
      ],
      ports,
    ),
    prefixLists: [],
    services: [],
    hosts: assembleHosts(ports, servers.items),
  };
}
