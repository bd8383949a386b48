import { type AddressSet, sameAddresses } from '../../address/address-set.js';
import type { GroupReference } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** A cloud's network interface, before it is known whose it is. */
export interface InterfaceRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly addresses: AddressSet;
  /** What it carries; empty means no group, through which nothing passes. */
  readonly groups: readonly GroupReference[];
  /** The instance it is attached to, where the input says so. */
  readonly instance: string | undefined;
  /** Its place among the interfaces of the instance: 0 is the primary one. */
  readonly position: number | undefined;
  readonly span: Span;
}

/** Adds an interface that is not there yet; one that is has to mean the same. */
export function addOnce(
  records: Map<string, InterfaceRecord>,
  record: InterfaceRecord,
  report: Report,
): void {
  const first = records.get(record.id);
  if (first === undefined) records.set(record.id, record);
  else if (!same(first, record)) {
    const related = [{ message: 'first definition', span: first.span }];
    report('duplicate', record.span, { kind: 'interface', name: record.id }, { related });
  }
}

/** Whether two records of one interface mean the same. */
export function same(a: InterfaceRecord, b: InterfaceRecord): boolean {
  return a.instance === b.instance && sameGroups(a, b) && sameAddresses(a.addresses, b.addresses);
}

export function sameGroups(a: Pick<InterfaceRecord, 'groups'>, b: Pick<InterfaceRecord, 'groups'>): boolean {
  return groupsKey(a) === groupsKey(b);
}

function groupsKey({ groups }: Pick<InterfaceRecord, 'groups'>): string {
  return [...new Set(groups.map(({ reference }) => reference))].sort().join();
}
