import type { Group } from '../../../src/definition/model.js';
import { collect } from '../../../src/diagnostics/diagnostic.js';
import { textFile } from '../../../src/document/file.js';
import { readDocument } from '../../../src/document/read.js';
import { openstackYaml } from '../../../src/formats/openstack/dialect.js';
import { readOpenstack } from '../../../src/formats/openstack/index.js';
import { egressOf, type Files, groupOf, ingressOf, type Reading } from '../aws/reading.js';

export * from '../aws/reading.js';

/** Reads files, given by name and content, as `secgroup` would. */
export function reading(files: Files, parameters: Readonly<Record<string, string>> = {}): Reading {
  let definition: Reading['definition'] | undefined;
  const { diagnostics } = collect((report) => {
    const documents = Object.entries(files).flatMap(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
      return readDocument(textFile(name, text), report, openstackYaml) ?? [];
    });
    definition = readOpenstack(documents, new Map(Object.entries(parameters)), report);
    return definition;
  });
  return { definition: definition!, diagnostics };
}

/** A group of the API with the rules given. */
export function group(id: string, rules: readonly object[] = [], more = {}): object {
  return { id, name: `name of ${id}`, security_group_rules: rules, stateful: true, ...more };
}

/** A rule of the API, as the API answers it, with nulls for what is not set. */
export function rule(more: object = {}): object {
  return {
    id: 'r-1',
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    remote_address_group_id: null,
    description: '',
    security_group_id: 'web',
    ...more,
  };
}

/** Reads one group `web` with one rule, beside other groups. */
export function readingOf(one: object, ...others: readonly object[]): Reading {
  return reading({ 'groups.json': { security_groups: [group('web', [one]), ...others] } });
}

/** Rules as words, both directions: `in tcp/22 10.0.0.0/8`. */
export function rulesOf(read: Reading, id = 'web'): readonly string[] {
  return [...ingressOf(read, id).map((one) => `in ${one}`), ...egressOf(read, id).map((one) => `out ${one}`)];
}

export function only(read: Reading): Group {
  return groupOf(read, read.definition.groups[0]!.id);
}
