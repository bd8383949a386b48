import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { plainYaml } from '../../document/dialect.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { carriedGroups, groupOfNone, toInterface, undescribedGroups } from '../shared/bare-groups.js';
import { toHost } from '../shared/host-records.js';
import { type Inventory, inventoryOf } from './inventory.js';
import { ENTRY_TYPE } from './kinds.js';
import { readNeutron } from './openstack/index.js';
import { reportOtherMembers } from './other-members.js';
import { pastOf } from './past.js';
import { readGroups } from './planned-groups.js';
import { readPrefixLists } from './prefix-lists.js';
import { readHosts } from './read-hosts.js';
import { contentsOf, isOtherOutput, terraformKeyOf } from './shape.js';
import { reportUnreadResources } from './unread-resources.js';

/** Plans and states of Terraform and OpenTofu. */
export const terraform: Format = {
  title: 'a Terraform plan or state',
  dialect: plainYaml,
  keyOf: terraformKeyOf,
  isAside: isOtherOutput,
  groupIdsOf: terraformGroupIdsOf,
  read: async (documents, { elsewhere }, report) => readTerraform(documents, report, elsewhere),
};

/**
 * Reads plans (what will be), states as JSON and raw states into one definition. What is known only after apply is linked
 * through the configuration where that can be told; what cannot matches nothing, and is reported (facts 30 and 31).
 */
export function readTerraform(
  documents: readonly Document[],
  report: Report,
  elsewhere: ReadonlySet<string> = new Set(),
): readonly Definition[] {
  const inventory = inventoryOf(contentsOf(documents, report));
  reportUnreadResources(inventory.managed, report);
  return [readAws(inventory, elsewhere, report), readNeutron(inventory, report)];
}

function readAws(inventory: Inventory, elsewhere: ReadonlySet<string>, report: Report): Definition {
  const pastEntries = inventory.destroyed.filter(({ resource }) => resource.type === ENTRY_TYPE);
  const lists = readPrefixLists(inventory.lists, inventory.entries, pastOf(inventory.entries, pastEntries));
  const hosts = readHosts(inventory, report);
  const interfaces = hosts.flatMap((host) => host.interfaces);
  const carried = carriedGroups(interfaces);
  const groups = readGroups(inventory, lists, { carried: new Set(carried.keys()), elsewhere });
  reportOtherMembers(inventory.others, groups);
  const described = new Set([...groups.map(({ id }) => id), ...elsewhere]);
  const suggestion = 'add the plan or state that has it';
  return {
    groups: [
      ...groups,
      ...undescribedGroups(carried, described, suggestion, report),
      ...groupOfNone('terraform', interfaces, report),
    ],
    prefixLists: lists,
    services: [],
    hosts: hosts.map((host) => toHost(host, (record) => toInterface('terraform', record))),
  };
}

/** Ids of the groups of AWS that a plan or state describes or has rules of; nothing is said of what is wrong with it. */
function terraformGroupIdsOf(value: unknown): readonly string[] {
  const document: Document = { source: { name: '', text: '' }, value };
  const { groups, rules } = inventoryOf(contentsOf([document], () => {}));
  return [
    ...groups.flatMap(({ resource }) => resource.values.peek('id') ?? []),
    ...rules.flatMap(({ resource }) => resource.values.peek('security_group_id') ?? []),
  ];
}
