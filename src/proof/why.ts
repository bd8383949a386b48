import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Allow, InterfacePolicy, Policy } from '../policy/model.js';
import { admitted } from './baseline.js';
import { hasBaseline } from './baseline-devices.js';
import { rankOf } from './dimensions.js';
import { type Fate, states } from './firewall.js';
import { deviceOf, familyOf, fieldOf, type Packet } from './packet.js';
import { manyTypes, multicast6, soleByAddress } from './to-many.js';
import { holds } from './values.js';

/** What a policy means for one packet, found out by asking its rules one by one. */
export interface Reason {
  readonly verdict: Fate;
  /** In words that go on from what the script does. */
  readonly because: string;
  /** The first rule that allows it. */
  readonly allow?: Allow;
}

const accept = (because: string): Reason => ({ verdict: 'accept', because });
const drop = (because: string): Reason => ({ verdict: 'drop', because });

/** Says of one packet after the other what a policy means for it. */
export class Reasons {
  readonly #policy: Policy;
  readonly #rows = new Map<readonly Allow[], Row>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  of(packet: Packet): Reason {
    const { settings, interfaces } = this.#policy;
    const { path } = packet;
    if (settings[path] === 'ignore') return accept(`the host ignores its ${path} hook`);
    if (path === 'forward') return drop('the host forwards nothing');
    const state = states[Number(fieldOf(packet, 'state'))]!;
    if (state === 'established' && settings.established) return accept('replies and tracked flows pass');
    if (state === 'related' && settings.related) return accept('what belongs to a tracked flow passes');
    if (state === 'invalid' && settings.invalid === 'drop') return drop('invalid packets are dropped');
    const device = deviceOf(packet, path === 'input' ? 'inDevice' : 'outDevice');
    if (device === 'lo' && settings.loopback) return accept('the loopback device is open');
    if (hasBaseline(interfaces, familyOf(packet))(device) && isAdmitted(this.#policy, packet))
      return accept('the baseline of every host allows it');
    return this.#byInterfaces(interfacesOf(this.#policy, packet, device), packet);
  }

  #byInterfaces(interfaces: readonly InterfacePolicy[], packet: Packet): Reason {
    if (interfaces.length === 0) return drop('no interface of the host matches');
    const load = loadOf(packet);
    for (const one of interfaces) {
      if (one.trusted) return accept(`interface '${one.id}' is trusted`);
      const allows = packet.path === 'input' ? one.ingress : one.egress;
      const allow = firstOf(allows, this.#rowOf(allows), load);
      if (allow) return { ...accept(`${ruleName(allow, packet)} allows it`), allow };
    }
    return this.#refused(packet);
  }

  #refused(packet: Packet): Reason {
    const { refuse } = this.#policy.settings;
    if (refuse === 'drop' || states[Number(fieldOf(packet, 'state'))] !== 'new')
      return drop('no rule allows it');
    return fieldOf(packet, 'protocol') === TCP
      ? { verdict: 'reset', because: 'no rule allows it, so it is answered by a TCP reset' }
      : { verdict: 'prohibit', because: 'no rule allows it, so it is answered by an ICMP error' };
  }

  #rowOf(allows: readonly Allow[]): Row {
    const row = this.#rows.get(allows) ?? rowOf(allows);
    this.#rows.set(allows, row);
    return row;
  }
}

function ruleName({ origin: { group, number } }: Allow, { path }: Packet): string {
  return `${path === 'input' ? 'ingress' : 'egress'} rule ${number} of group '${group.name}'`;
}

function isAdmitted({ settings }: Policy, packet: Packet): boolean {
  return admitted(settings).some(
    ({ path, family, protocol, ranges }) =>
      path === packet.path &&
      family === familyOf(packet) &&
      protocol === fieldOf(packet, 'protocol') &&
      ranges.every(([name, first, last]) => isWithin(packet.values.get(rankOf(name))!, first, last)),
  );
}

function isWithin(value: Point, first: Point, last: Point): boolean {
  return first <= value && value <= last;
}

/** By the device's name; of devices that nothing names, by whose address the packet has. */
function interfacesOf({ interfaces }: Policy, packet: Packet, device: string): readonly InterfacePolicy[] {
  const named = interfaces.filter(({ match }) => match.kind === 'device' && match.device === device);
  if (named.length > 0) return named;
  const addressed = interfaces.filter(({ match }) => {
    if (match.kind !== 'addresses') return false;
    const { ipv4, ipv6 } = match.addresses;
    return familyOf(packet) === 'ipv4'
      ? holds(ipv4, packet.values.get(rankOf('own4')) as number)
      : holds(ipv6, packet.values.get(rankOf('own6')) as bigint);
  });
  if (addressed.length > 0 || !isToMany(packet)) return addressed;
  const owner = soleByAddress(interfaces, familyOf(packet));
  return owner ? [owner] : [];
}

function isToMany(packet: Packet): boolean {
  return familyOf(packet) === 'ipv4'
    ? holds(manyTypes, Number(fieldOf(packet, 'destinationType')))
    : holds(multicast6, fieldOf(packet, 'destination6') as bigint);
}

const [ICMP, TCP, ICMPV6] = [1, 6, 58];

/** What rules look at; read once, since there may be many of them. */
interface Load {
  readonly family: Family;
  readonly protocols: readonly number[];
  readonly cell: number;
  readonly peer: Point;
}

function loadOf(packet: Packet): Load {
  const family = familyOf(packet);
  return {
    family,
    protocols: protocolsOf(packet),
    cell: Number(fieldOf(packet, 'cell')),
    peer: packet.values.get(rankOf(family === 'ipv4' ? 'peer4' : 'peer6'))!,
  };
}

/** The traffic of each rule, in a row: where there are 100,000 rules, it is this that takes time to go over. */
interface Row {
  readonly protocols: Int16Array;
  readonly firsts: Uint16Array;
  readonly lasts: Uint16Array;
}

const EVERY_PROTOCOL = -1;

function rowOf(allows: readonly Allow[]): Row {
  return {
    protocols: Int16Array.from(allows, ({ traffic: { protocol } }) =>
      protocol === 'all' ? EVERY_PROTOCOL : protocol,
    ),
    firsts: Uint16Array.from(allows, ({ traffic }) => traffic.first),
    lasts: Uint16Array.from(allows, ({ traffic }) => traffic.last),
  };
}

function firstOf(allows: readonly Allow[], { protocols, firsts, lasts }: Row, load: Load): Allow | undefined {
  for (let at = 0; at < protocols.length; at++) {
    const protocol = protocols[at]!;
    const isMeant = protocol === EVERY_PROTOCOL || load.protocols.includes(protocol);
    if (!isMeant || !isCell(load.cell, firsts[at]!, lasts[at]!)) continue;
    if (isFamily(protocol, load.family) && isPeer(allows[at]!, load)) return allows[at];
  }
  return undefined;
}

/** A rule for all cells is for packets that have none, too. */
function isCell(cell: number, first: number, last: number): boolean {
  return (first === 0 && last === 65_535) || isWithin(cell, first, last);
}

function isFamily(protocol: number, family: Family): boolean {
  if (protocol === ICMP) return family === 'ipv4';
  return protocol !== ICMPV6 || family === 'ipv6';
}

function isPeer({ peers }: Allow, { family, peer }: Load): boolean {
  return family === 'ipv4' ? holds(peers.ipv4, peer as number) : holds(peers.ipv6, peer as bigint);
}

/** The protocol, and of IPv6 the header before it, which rules can mean too. */
function protocolsOf(packet: Packet): readonly number[] {
  const protocol = Number(fieldOf(packet, 'protocol'));
  return familyOf(packet) === 'ipv4' ? [protocol] : [protocol, Number(fieldOf(packet, 'nextHeader'))];
}
