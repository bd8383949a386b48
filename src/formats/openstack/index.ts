import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { carriedGroups, groupOfNone, undescribedGroups } from '../shared/bare-groups.js';
import { readAddressGroups } from './address-groups.js';
import { exportKeyOf, sectionsOf } from './documents.js';
import { readGroups } from './groups.js';
import { assembleHosts } from './hosts.js';
import { referencesOf } from './known.js';
import { readPorts } from './ports.js';

/** Answers of OpenStack's API, and what its command line prints with `-f json`. */
export const openstack: Format = {
  title: 'an export of OpenStack',
  keyOf: exportKeyOf,
  read: async (documents, { parameters }, report) => [
    readOpenstack(documents, parameters ?? new Map(), report),
  ],
};

/**
 * Reads exports of OpenStack into one definition. They may come in any mix and any order, and what one leaves out
 * another may tell; what none tells matches nothing, and is reported.
 */
export function readOpenstack(
  documents: readonly Document[],
  _parameters: ReadonlyMap<string, string>,
  report: Report,
): Definition {
  const sections = sectionsOf(documents, report);
  const ports = readPorts(sections.port, report);
  const carried = carriedGroups(ports);
  const ofRules = sections.rule.flatMap((rule) => rule.peek('security_group_id') ?? []);
  const known = {
    groups: referencesOf(sections.group, [...ofRules, ...carried.keys()]),
    addressGroups: referencesOf(sections.addressGroup),
  };
  const groups = readGroups(sections.group, sections.rule, known, report);
  const suggestion = 'add the answer of the API to GET /v2.0/security-groups';
  const described = new Set(groups.map(({ id }) => id));
  return {
    groups: [
      ...groups,
      ...undescribedGroups(carried, described, suggestion, report),
      ...groupOfNone('openstack', ports, report),
    ],
    prefixLists: readAddressGroups(sections.addressGroup, report),
    services: [],
    hosts: assembleHosts(ports, sections.server),
  };
}
