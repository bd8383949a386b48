import { noAddresses } from '../../address/address-set.js';
import type { Group, GroupReference, Interface } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Devices } from './devices.js';
import type { InterfaceRecord } from './interfaces.js';

/** Stands for carrying no group at all, which in a definition would mean carrying `default`. */
export const NO_GROUP = 'aws/no-group';

/** The groups that interfaces carry, each with the first place that says so. */
export function carriedGroups(records: Iterable<InterfaceRecord>): ReadonlyMap<string, Span> {
  const carried = new Map<string, Span>();
  for (const { groups } of records) {
    for (const { reference, span } of groups) if (!carried.has(reference)) carried.set(reference, span);
  }
  return carried;
}

/**
 * A group for everything that interfaces carry and no output describes. Who carries it is known, so that rules with it
 * as peer match (fact 12); its own rules are not, so that it lets nothing through (fact 14).
 */
export function undescribedGroups(
  carried: ReadonlyMap<string, Span>,
  described: ReadonlySet<string>,
  report: Report,
): readonly Group[] {
  const groups: Group[] = [];
  for (const [id, span] of carried) {
    if (described.has(id)) continue;
    const reason = 'is carried by an interface, but none of its rules is in the input';
    const suggestion = 'add the output of describe-security-groups that has it';
    report('unresolved-group', span, { name: id, reason }, { suggestion });
    groups.push(bareGroup(id, span));
  }
  return groups;
}

/** The group for interfaces that carry none; nothing where all of them carry some. */
export function groupOfNone(records: readonly InterfaceRecord[], report: Report): readonly Group[] {
  const without = records.filter(({ groups }) => groups.length === 0);
  for (const { id, span } of without) report('interface-without-groups', span, { name: id });
  return without[0] ? [bareGroup(NO_GROUP, without[0].span)] : [];
}

export function toInterface(record: InterfaceRecord, devices: Devices): Interface {
  const { id, name, addresses, span } = record;
  const device = devices.get(id);
  const groups = record.groups.length > 0 ? unique(record.groups) : [{ reference: NO_GROUP, span }];
  return { id, name, addresses, groups, trusted: false, span, ...(device !== undefined && { device }) };
}

function unique(references: readonly GroupReference[]): readonly GroupReference[] {
  return [...new Map(references.map((one) => [one.reference, one])).values()];
}

function bareGroup(id: string, span: Span): Group {
  return {
    id,
    name: id,
    description: '',
    tags: new Map(),
    ingress: [],
    egress: [],
    members: noAddresses,
    span,
  };
}
