import { type AddressSet, noAddresses } from '../../address/address-set.js';
import type { Group, GroupReference, Interface } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { type FormatName, formatNames } from '../format.js';

/** What a cloud says of an interface; empty `groups` mean that it carries none, through which nothing passes. */
export interface Carrier {
  readonly id: string;
  readonly name: string;
  readonly addresses: AddressSet;
  readonly groups: readonly GroupReference[];
  readonly span: Span;
}

/** Stands for carrying no group at all, which in a definition would mean carrying `default`. */
function noGroup(format: FormatName): string {
  return `${format}/no-group`;
}

/** Whether a group stands for none, and nobody wrote it. */
export function isNoGroup({ id, ingress, egress }: Group): boolean {
  return formatNames.some((format) => noGroup(format) === id) && ingress.length + egress.length === 0;
}

/** The groups that interfaces carry, each with the first place that says so. */
export function carriedGroups(records: Iterable<Carrier>): ReadonlyMap<string, Span> {
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
  suggestion: string,
  report: Report,
): readonly Group[] {
  const groups: Group[] = [];
  for (const [id, span] of carried) {
    if (described.has(id)) continue;
    const reason = 'is carried by an interface, but none of its rules is in the input';
    report('unresolved-group', span, { name: id, reason }, { suggestion });
    groups.push(bareGroup(id, span));
  }
  return groups;
}

/** The group for interfaces that carry none; nothing where all of them carry some. */
export function groupOfNone(
  format: FormatName,
  records: readonly Carrier[],
  report: Report,
): readonly Group[] {
  const without = records.filter(({ groups }) => groups.length === 0);
  for (const { id, span } of without) report('interface-without-groups', span, { name: id });
  return without[0] ? [bareGroup(noGroup(format), without[0].span)] : [];
}

/** The interface as a definition has it; its device is named by the user. */
export function toInterface(format: FormatName, record: Carrier): Interface {
  const { id, name, addresses, span } = record;
  const groups = record.groups.length > 0 ? unique(record.groups) : [{ reference: noGroup(format), span }];
  return { id, name, addresses, groups, trusted: false, span };
}

function unique(references: readonly GroupReference[]): readonly GroupReference[] {
  return [...new Map(references.map((one) => [one.reference, one])).values()];
}

/** A group of which nothing is known but its id: it lets nothing through. */
export function bareGroup(id: string, span: Span): Group {
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
