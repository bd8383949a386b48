import { addressBytes } from './bytes.js';
import type { Family, LabPlan } from './plan.js';
import { familyOf } from './plan.js';
import type { Probe } from './probe.js';

/**
 * What can be told from the outside at all. The kernel itself drops some packets before (or after) any firewall, and
 * sees some differently than their header says; such a probe would blame the ruleset. Measured on Linux 6.18 by sending
 * every protocol, every ICMP type and the edges of every special range with no firewall loaded.
 */
export function probeable(plan: LabPlan, probe: Probe): boolean {
  if (!probeableProtocol(probe.family, probe.protocol)) return false;
  return probe.direction === 'egress'
    ? probeableDestination(probe.family, probe.destination) && !ownAddress(plan, probe.destination)
    : probeableSource(probe.family, probe.source);
}

/**
 * Whether a packet from this source reaches INPUT. Martians never do: 0.0.0.0, loopback, multicast, the broadcast
 * address; in IPv6 loopback and multicast. The host's own addresses do here, because of accept_local.
 */
export function probeableSource(family: Family, address: string): boolean {
  const bytes = ofFamily(family, address);
  if (family === 'ipv6') return bytes[0] !== 0xff && !isOne(bytes);
  return !isUnspecified(bytes) && bytes[0] !== 127 && !isMulticast4(bytes) && !isBroadcast(bytes);
}

/**
 * Whether the host can send a packet there through a given device: anything but 0.0.0.0 (which means itself), the
 * multicast of IPv6, whose scopes decide (0 and 1 stay inside), and loopback.
 */
export function probeableDestination(family: Family, address: string): boolean {
  const bytes = ofFamily(family, address);
  if (family === 'ipv6') return bytes[0] !== 0xff && !isOne(bytes) && !isUnspecified(bytes);
  return !isUnspecified(bytes) && bytes[0] !== 127;
}

/** A packet to the host's own address goes through the loopback device whatever the device it is bound to. */
export function ownAddress(plan: LabPlan, address: string): boolean {
  const bytes = addressBytes(address);
  return plan.interfaces.some((one) =>
    one.addresses.some((own) => familyOf(own) === familyOf(address) && bytes.equals(addressBytes(own))),
  );
}

const IPV6_EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 44, 51, 59, 60]);

/** In IPv6 some protocol numbers are extension headers: the protocol is then what the last of them says. */
export function probeableProtocol(family: Family, protocol: number): boolean {
  return family === 'ipv4' || !IPV6_EXTENSIONS.has(protocol);
}

const NEW_ICMP: Readonly<Record<Family, ReadonlySet<number>>> = {
  ipv4: new Set([8, 13, 15, 17]),
  ipv6: new Set([128, 139]),
};
const UNTRACKED_ICMP6: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 143, 151, 152]);

/**
 * What connection tracking makes of a probe that belongs to no flow. Only ICMP queries begin a flow; neighbour and
 * listener discovery is not tracked; ICMP of the other family is never valid.
 */
export function trackingState(probe: Probe): 'new' | 'invalid' | 'untracked' {
  const own = probe.family === 'ipv4' ? 1 : 58;
  if (probe.protocol !== own) return probe.protocol === 59 - own ? 'invalid' : 'new';
  const type = probe.type ?? (own === 1 ? 8 : 128);
  if (NEW_ICMP[probe.family].has(type)) return 'new';
  return own === 58 && UNTRACKED_ICMP6.has(type) ? 'untracked' : 'invalid';
}

function ofFamily(family: Family, address: string): Buffer {
  if (familyOf(address) !== family) throw new Error(`${address} is not an ${family} address`);
  return addressBytes(address);
}

const isUnspecified = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);
const isOne = (bytes: Buffer): boolean =>
  bytes.every((byte, at) => byte === (at === bytes.length - 1 ? 1 : 0));
const isMulticast4 = (bytes: Buffer): boolean => bytes[0]! >= 224 && bytes[0]! <= 239;
const isBroadcast = (bytes: Buffer): boolean => bytes.every((byte) => byte === 255);
