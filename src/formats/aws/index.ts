import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { plainYaml } from '../../document/dialect.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { carriedGroups, groupOfNone, toInterface, undescribedGroups } from '../shared/bare-groups.js';
import { assembleHosts, toHost } from '../shared/host-records.js';
import { SharedAllows } from '../shared/shared-allows.js';
import { indexGroups, withCarried } from './group-index.js';
import { readGroupRules } from './group-rules.js';
import { readGroups } from './groups.js';
import { readInstances } from './instances.js';
import { readInterfaces } from './interfaces.js';
import { readPrefixLists } from './prefix-lists.js';
import { resolversOf } from './resolvers.js';
import { sectionsOf } from './sections.js';
import { awsGroupIdsOf, awsKeyOf, isAsideOutput } from './shape.js';

export { isAws } from './shape.js';

/** Outputs of AWS describe commands. */
export const aws: Format = {
  title: 'an AWS export',
  dialect: plainYaml,
  keyOf: awsKeyOf,
  isAside: isAsideOutput,
  inPieces: ['IpPermissions', 'IpPermissionsEgress'],
  groupIdsOf: awsGroupIdsOf,
  read: async (documents, { elsewhere }, report) => [readAws(documents, report, elsewhere)],
};

/**
 * Reads the outputs of AWS describe commands into one definition. They may come in any mix and any order, and what one
 * leaves out another may tell; what none tells matches nothing, and is reported.
 */
export function readAws(
  documents: readonly Document[],
  report: Report,
  elsewhere: ReadonlySet<string> = new Set(),
): Definition {
  const sections = sectionsOf(documents, report);
  const described = indexGroups(sections.groups, sections.rules);
  const standalone = readInterfaces(sections.interfaces, described, report);
  const instances = readInstances(sections.instances, standalone, described, report);
  const hosts = assembleHosts(instances, standalone, report);

  const withResolvers = resolversOf(sections);

  const interfaces = hosts.flatMap((host) => host.interfaces);
  const carried = carriedGroups(interfaces);
  const lists = readPrefixLists(sections, report);
  const known = {
    groups: withCarried(described, [...carried.keys(), ...elsewhere]),
    lists,
    allows: new SharedAllows(),
  };
  const groups = readGroups(sections.groups, known, report);
  const suggestion = 'add the output of describe-security-groups that has it';
  return {
    groups: [
      ...groups.values(),
      ...readGroupRules(sections.rules, groups, known, report),
      ...undescribedGroups(carried, new Set([...described.byId.keys(), ...elsewhere]), suggestion, report),
      ...groupOfNone('aws', interfaces, report),
    ],
    prefixLists: [...lists.values()].map(({ filled: _, ...list }) => list),
    services: [],
    hosts: hosts.map((host) => toHost(withResolvers(host), (record) => toInterface('aws', record))),
  };
}
