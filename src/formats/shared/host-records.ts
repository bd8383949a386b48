import type { Host, Interface } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { type InterfaceRecord, sameGroups } from './interface-record.js';

/** An instance, with what it says itself about its interfaces. */
export interface InstanceRecord {
  readonly id: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly interfaces: readonly InterfaceRecord[];
  /**
   * Its primary interface as the instance's own fields tell it: the only one that the instance's list of groups is
   * about (fact 2). Absent where the instance has neither address nor group of its own.
   */
  readonly primary: InterfaceRecord | undefined;
  readonly span: Span;
}

/** A host's interfaces before names of devices and groups are settled. */
export interface HostRecord extends Omit<Host, 'interfaces'> {
  readonly interfaces: readonly InterfaceRecord[];
}

type Interfaces = ReadonlyMap<string, InterfaceRecord>;
type Instances = ReadonlyMap<string, InstanceRecord>;

/**
 * Brings instances and interfaces together. Interfaces of an instance that nothing describes make it a host all the
 * same, and an interface without an instance is a host of its own: none is ever dropped (fact 29).
 */
export function assembleHosts(
  instances: Instances,
  standalone: Interfaces,
  report: Report,
): readonly HostRecord[] {
  const attached = new Map<string, InterfaceRecord[]>();
  const loose: InterfaceRecord[] = [];
  const owners = ownersOf(instances, standalone);
  for (const record of standalone.values()) {
    const owner = owners.get(record.id);
    if (owner === undefined) loose.push(record);
    else attached.set(owner, [...(attached.get(owner) ?? []), record]);
  }
  const inline = inlineOf(instances, standalone, report);
  const hosts: HostRecord[] = [];
  for (const instance of instances.values()) {
    const known = [...(attached.get(instance.id) ?? []), ...(inline.get(instance.id) ?? [])];
    hosts.push(hostOfInstance(instance, known));
    attached.delete(instance.id);
  }
  for (const [id, records] of attached) hosts.push(hostOfInterfaces(id, records));
  return [...hosts, ...loose.map(hostOfInterface)];
}

/** Whose each interface is: what describe-network-interfaces says, or else the instance that lists it. */
function ownersOf(instances: Instances, standalone: Interfaces): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { id, interfaces } of instances.values()) {
    for (const one of interfaces) if (!owners.has(one.id)) owners.set(one.id, id);
  }
  for (const { id, instance } of standalone.values()) if (instance !== undefined) owners.set(id, instance);
  return owners;
}

/** Interfaces that only their instances know; what describe-network-interfaces says of the others holds. */
function inlineOf(
  instances: Instances,
  standalone: Interfaces,
  report: Report,
): ReadonlyMap<string, readonly InterfaceRecord[]> {
  const firstHost = new Map<string, string>();
  const inline = new Map<string, InterfaceRecord[]>();
  for (const { id: host, interfaces } of instances.values()) {
    const own = interfaces.filter((one) => !standalone.has(one.id));
    inline.set(host, own);
    for (const one of interfaces) reportDifference(one, standalone.get(one.id), report);
    for (const { id: name, span } of own) {
      const other = firstHost.get(name);
      if (other === undefined) firstHost.set(name, host);
      else report('repeated-interface', span, { name, host, other });
    }
  }
  return inline;
}

function reportDifference(inline: InterfaceRecord, holds: InterfaceRecord | undefined, report: Report): void {
  if (holds === undefined || sameGroups(inline, holds)) return;
  const problem = `interface '${inline.id}' carries other groups in describe-network-interfaces; those hold`;
  report(
    'ignored-value',
    inline.span,
    { problem },
    { related: [{ message: 'what holds', span: holds.span }] },
  );
}

function hostOfInstance(instance: InstanceRecord, known: readonly InterfaceRecord[]): HostRecord {
  const { id, name, tags, primary, span } = instance;
  const interfaces = known.length === 0 && primary ? [primary] : [...known].sort(byPosition);
  return { id, name, description: '', tags, interfaces, settings: {}, cloud: true, span };
}

/** An instance that is known from its interfaces only. */
function hostOfInterfaces(id: string, records: readonly InterfaceRecord[]): HostRecord {
  const interfaces = [...records].sort(byPosition);
  const { span } = interfaces[0]!;
  return { id, name: id, description: '', tags: new Map(), interfaces, settings: {}, cloud: true, span };
}

function hostOfInterface(record: InterfaceRecord): HostRecord {
  const { id, name, description, tags, span } = record;
  return { id, name, description, tags, interfaces: [record], settings: {}, cloud: true, span };
}

function byPosition(a: InterfaceRecord, b: InterfaceRecord): number {
  return (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER);
}

export function toHost(record: HostRecord, toInterface: (record: InterfaceRecord) => Interface): Host {
  return { ...record, interfaces: record.interfaces.map(toInterface) };
}
