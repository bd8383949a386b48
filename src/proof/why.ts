import type { Point } from '../address/intervals.js';
import type { Allow, InterfacePolicy, Policy } from '../policy/model.js';
import { admitted } from './baseline.js';
import { rankOf } from './dimensions.js';
import { states } from './firewall.js';
import { deviceOf, familyOf, fieldOf, type Packet } from './packet.js';
import { holds } from './values.js';

/** What a policy means for one packet, found out by asking its rules one by one. */
export interface Reason {
  readonly verdict: 'accept' | 'drop';
  /** In words that go on from what the script does. */
  readonly because: string;
  /** The first rule that allows it. */
  readonly allow?: Allow;
}

const accept = (because: string): Reason => ({ verdict: 'accept', because });
const drop = (because: string): Reason => ({ verdict: 'drop', because });

export function why(policy: Policy, packet: Packet): Reason {
  const { settings } = policy;
  const { path } = packet;
  if (settings[path] === 'ignore') return accept(`the host leaves its ${path} hook alone`);
  if (path === 'forward') return drop('the host forwards nothing');
  const state = states[Number(fieldOf(packet, 'state'))]!;
  if (state === 'established' && settings.established) return accept('replies and tracked flows pass');
  if (state === 'related' && settings.related) return accept('what belongs to a tracked flow passes');
  if (state === 'invalid' && settings.invalid === 'drop') return drop('invalid packets are dropped');
  const device = deviceOf(packet, path === 'input' ? 'inDevice' : 'outDevice');
  if (device === 'lo' && settings.loopback) return accept('the loopback device is open');
  if (isAdmitted(policy, packet)) return accept('the baseline of every host admits it');
  return byInterfaces(interfacesOf(policy, packet, device), packet);
}

function byInterfaces(interfaces: readonly InterfacePolicy[], packet: Packet): Reason {
  if (interfaces.length === 0) return drop('no interface of the host is meant');
  for (const one of interfaces) {
    if (one.trusted) return accept(`interface '${one.id}' is trusted`);
    const allows = packet.path === 'input' ? one.ingress : one.egress;
    const allow = allows.find((each) => allowsPacket(each, packet));
    if (allow) return { ...accept(`${ruleName(allow, packet)} allows it`), allow };
  }
  return drop('no rule allows it');
}

function ruleName({ origin: { group, index } }: Allow, { path }: Packet): string {
  return `${path === 'input' ? 'ingress' : 'egress'} rule ${index + 1} of group '${group.name}'`;
}

function isAdmitted({ settings }: Policy, packet: Packet): boolean {
  return admitted(settings.baseline).some(
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
  return interfaces.filter(({ match }) => {
    if (match.kind !== 'addresses') return false;
    const { ipv4, ipv6 } = match.addresses;
    return familyOf(packet) === 'ipv4'
      ? holds(ipv4, packet.values.get(rankOf('own4')) as number)
      : holds(ipv6, packet.values.get(rankOf('own6')) as bigint);
  });
}

const [ICMP, ICMPV6] = [1, 58];

function allowsPacket({ traffic, peers }: Allow, packet: Packet): boolean {
  const isPeer =
    familyOf(packet) === 'ipv4'
      ? holds(peers.ipv4, packet.values.get(rankOf('peer4')) as number)
      : holds(peers.ipv6, packet.values.get(rankOf('peer6')) as bigint);
  if (!isPeer || traffic.protocol === 'all') return isPeer;
  if (traffic.protocol === ICMP && familyOf(packet) === 'ipv6') return false;
  if (traffic.protocol === ICMPV6 && familyOf(packet) === 'ipv4') return false;
  const cell = Number(fieldOf(packet, 'cell'));
  const isWhole = traffic.first === 0 && traffic.last === 65_535;
  if (protocolsOf(packet).every((one) => one !== traffic.protocol)) return false;
  return isWhole || (traffic.first <= cell && cell <= traffic.last);
}

/** The protocol, and of IPv6 the header before it, which rules can mean too. */
function protocolsOf(packet: Packet): readonly number[] {
  const protocol = Number(fieldOf(packet, 'protocol'));
  return familyOf(packet) === 'ipv4' ? [protocol] : [protocol, Number(fieldOf(packet, 'nextHeader'))];
}
