import { inRange } from './addresses.js';
import { admittedBy } from './baseline.js';
import {
  type Definition,
  DUT,
  type Group,
  type Interface,
  type Load,
  listOf,
  type ProbePacket,
  type Rule,
  type Scenario,
} from './model.js';
import { stateOfFirstPacket } from './tracking.js';
import { expand, ICMP, ICMPV6, icmpTypeNumber, protocolOf, TCP } from './vocabulary.js';

interface Verdict {
  readonly allowed: boolean;
  readonly because: string;
}

/** Whether the host under test lets the first packet of a flow pass, straight from the definition's meaning. */
export function allowed(scenario: Scenario, packet: ProbePacket): boolean {
  return judge(scenario.definition, packet).allowed;
}

/**
 * What becomes of it. Facts 46 and 47: where refused packets are answered, TCP is reset and all else is told by an ICMP error, but only what
 * begins a flow, on an interface that a host entry names, of a host that lets out what is related to a flow.
 */
export function fateOf(scenario: Scenario, packet: ProbePacket): 'accept' | 'drop' | 'reset' | 'prohibit' {
  const host = scenario.definition.hosts[DUT]!;
  if (allowed(scenario, packet)) return 'accept';
  const answers = host.refuse === 'reject' && host.related !== false;
  const isNamed = host.interfaces[packet.device] !== undefined;
  if (!answers || !isNamed || stateOfFirstPacket(packet) !== 'new') return 'drop';
  return packet.protocol === TCP ? 'reset' : 'prohibit';
}

/** The rule, or the part of the host's settings, that decides. */
export function explain(scenario: Scenario, packet: ProbePacket): string {
  const { allowed, because } = judge(scenario.definition, packet);
  return `${allowed ? 'allowed' : 'refused'}: ${because}`;
}

function judge(definition: Definition, packet: ProbePacket): Verdict {
  const host = definition.hosts[DUT]!;
  const hook = packet.direction === 'ingress' ? 'input' : 'output';
  if (host[hook] === 'ignore') return pass(`${hook} is left alone`);
  if (stateOfFirstPacket(packet) === 'invalid' && host.invalid !== 'ignore')
    return refuse('invalid, belongs to no flow');
  if (packet.device === 'lo' && host.loopback !== false) return pass('loopback');
  const onInterface = host.interfaces[packet.device];
  if (!onInterface) return refuse(`no host entry names ${packet.device}`);
  const admission = admittedBy(host, packet);
  if (admission) return pass(`baseline ${admission}`);
  if (onInterface.trusted) return pass(`${packet.device} is trusted`);
  return judgeByGroups(definition, groupsOf(onInterface), packet);
}

/** Fact 1: a packet passes if any rule of any group of the interface allows it. */
function judgeByGroups(definition: Definition, groups: readonly string[], packet: ProbePacket): Verdict {
  for (const group of groups) {
    for (const rule of rulesOf(definition, group, packet)) {
      if (matches(definition, group, rule, packet)) {
        return pass(`group '${group}', ${packet.direction} ${JSON.stringify(rule)}`);
      }
    }
  }
  return refuse(`no ${packet.direction} rule of ${groups.join(', ')} matches`);
}

const everything: Rule = { allow: 'all', from: 'anywhere', to: 'anywhere' };

/** Fact 4: it exists without being declared. */
const implicitDefault: Group = { ingress: [{ allow: 'all', from: 'self' }], egress: [everything] };

function rulesOf(definition: Definition, name: string, packet: ProbePacket): readonly Rule[] {
  const group = definition.groups[name] ?? implicitDefault;
  return packet.direction === 'ingress' ? (group.ingress ?? []) : (group.egress ?? [everything]);
}

function matches(definition: Definition, group: string, rule: Rule, packet: ProbePacket): boolean {
  const peer = packet.direction === 'ingress' ? packet.source : packet.destination;
  const peers = listOf(packet.direction === 'ingress' ? rule.from : rule.to);
  return (
    listOf(rule.allow).some((allow) => allowsLoad(definition, allow, packet)) &&
    peers.some((one) => isPeer(definition, group, one, peer))
  );
}

export function allowsLoad(definition: Definition, allow: string, load: Load): boolean {
  return expand(allow, definition.services ?? {}).some((entry) => isTraffic(entry, load));
}

/** Facts 5 to 10, for one entry such as `all`, `tcp`, `udp/0-53`, `icmp/3/4` or `protocol/132`. */
function isTraffic(entry: string, load: Load): boolean {
  const protocol = protocolOf(entry);
  if (protocol === undefined) return true;
  if (protocol !== load.protocol) return false;
  if (protocol === ICMP && load.family !== 'ipv4') return false;
  if (protocol === ICMPV6 && load.family !== 'ipv6') return false;
  const [name, ...details] = entry.split('/');
  if (name === 'protocol' || details.length === 0) return true;
  if (protocol === ICMP || protocol === ICMPV6) return isIcmp(protocol, details, load);
  const [first, last = first] = details[0]!.split('-').map(Number);
  return first! <= load.destinationPort! && load.destinationPort! <= last!;
}

function isIcmp(protocol: number, [type, code]: readonly string[], load: Load): boolean {
  return (
    load.icmpType === icmpTypeNumber(protocol, type!) &&
    (code === undefined || load.icmpCode === Number(code))
  );
}

/** Whether an address is meant by one `from` or `to`; `self` is the group that the rule stands in. */
export function isPeer(definition: Definition, group: string, peer: string, address: string): boolean {
  if (peer === 'anywhere') return true;
  if (peer === 'anywhere-ipv4') return !address.includes(':');
  if (peer === 'anywhere-ipv6') return address.includes(':');
  if (peer === 'self') return isMember(definition, group, address);
  if (peer.startsWith('group:')) return isMember(definition, peer.slice('group:'.length), address);
  if (peer.startsWith('list:')) {
    return definition.prefixLists![peer.slice('list:'.length)]!.some((prefix) => inRange(prefix, address));
  }
  return inRange(peer, address);
}

/** Fact 12: the addresses of every interface of any host that carries the group, and its `members`. */
function isMember(definition: Definition, group: string, address: string): boolean {
  return membersOf(definition, group).some((member) => inRange(member, address));
}

export function membersOf(definition: Definition, group: string): readonly string[] {
  const interfaces = Object.values(definition.hosts).flatMap((host) => Object.values(host.interfaces));
  const carriers = interfaces.filter((one) => groupsOf(one).includes(group));
  return [...carriers.flatMap((one) => one.addresses), ...(definition.groups[group]?.members ?? [])];
}

/**
 * An interface that names no group carries `default`. A trusted one is filtered by no group, so it belongs to none: to
 * trust a bridge must not also make its addresses a peer of every `default` interface.
 */
export function groupsOf(one: Interface): readonly string[] {
  return one.trusted ? [] : (one.groups ?? ['default']);
}

const pass = (because: string): Verdict => ({ allowed: true, because });
const refuse = (because: string): Verdict => ({ allowed: false, because });
