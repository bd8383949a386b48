import type { Definition, Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { carriedGroups, groupOfNone, undescribedGroups } from '../shared/bare-groups.js';
import { readAddressGroups } from './address-groups.js';
import { openstackYaml } from './dialect.js';
import { exportKeyOf, sectionsOf } from './documents.js';
import { parametersOf, readTemplates, templateKeyOf } from './heat/index.js';
import { eitherOf, type Known, type References, referencesOf } from './known.js';
import { readGroups } from './listed-groups.js';
import { assembleHosts } from './listed-hosts.js';
import { withMembers } from './members.js';
import { type PortRecord, readPorts } from './ports.js';

/** Answers of OpenStack's API, what its command line prints with `-f json`, and Heat templates. */
export const openstack: Format = {
  title: 'an export of OpenStack',
  dialect: openstackYaml,
  keyOf: (value) => templateKeyOf(value) ?? exportKeyOf(value),
  parametersOf,
  read: async (documents, { parameters }, report) => [
    readOpenstack(documents, parameters ?? new Map(), report),
  ],
};

/**
 * Reads exports of OpenStack and Heat templates into one definition. They may come in any mix and any order, and what
 * one leaves out another may tell; what none tells matches nothing, and is reported.
 */
export function readOpenstack(
  documents: readonly Document[],
  parameters: ReadonlyMap<string, string>,
  report: Report,
): Definition {
  const templateDocuments = documents.filter(({ value }) => templateKeyOf(value));
  const sections = sectionsOf(
    documents.filter(({ value }) => !templateKeyOf(value)),
    report,
  );
  const ofRules = sections.rule.flatMap((rule) => rule.peek('security_group_id') ?? []);
  const existing = referencesOf(sections.group, ofRules);
  const templates = readTemplates(templateDocuments, parameters, existing, report);
  const ports = readPorts([...sections.port, ...templates.ports], report);
  const known: Known = {
    groups: eitherOf(existing, onlyIds([...carriedGroups(ports).keys(), ...templates.ids])),
    addressGroups: referencesOf(sections.addressGroup),
  };
  const groups = [...readGroups(sections.group, sections.rule, known, report), ...templates.groups(known)];
  return {
    groups: withMembers([...groups, ...carriedOnly(ports, groups, templates.ids, report)], ports),
    prefixLists: readAddressGroups(sections.addressGroup, report),
    services: [],
    hosts: assembleHosts(ports, [...sections.server, ...templates.servers]),
  };
}

/** Groups for what ports carry and nothing describes, and for ports that carry none. */
function carriedOnly(
  ports: readonly PortRecord[],
  groups: readonly Group[],
  known: ReadonlySet<string>,
  report: Report,
): readonly Group[] {
  const suggestion = 'add the answer of the API to GET /v2.0/security-groups';
  const described = new Set([...groups.map(({ id }) => id), ...known]);
  return [
    ...undescribedGroups(carriedGroups(ports), described, suggestion, report),
    ...groupOfNone('openstack', ports, report),
  ];
}

function onlyIds(ids: Iterable<string>): References {
  return { ids: new Set(ids), byName: new Map() };
}
