import type { AddressSet } from '../../address/address-set.js';
import { ofSpace, rangeSet } from '../../address/address-set.js';
import { covers } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { AddressRange } from '../../address/parse.js';
import type { Host, Interface } from '../../definition/model.js';
import { visible } from '../../diagnostics/visible.js';
import type { Linked } from '../../policy/link.js';
import type { Allow, Policy } from '../../policy/model.js';
import { describeOrigin } from '../../target/provenance.js';
import { formatTraffic } from '../../traffic/format.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { DroppedPacket } from './packet.js';

/** What would let a packet pass that was dropped. */
export interface WantedRule {
  /** Names of the groups of its interface: a rule in one of them is enough. Empty: no rule would do. */
  readonly groups: readonly string[];
  readonly direction: 'ingress' | 'egress';
  /** As it stands in a definition: `{ allow: tcp/8443, from: 203.0.113.9 }`. Empty where no rule would do. */
  readonly rule: string;
  /** Why no rule would do, or what else is to be known; empty where there is nothing. */
  readonly note: string;
  /** Hosts of the definition that have the address of the other end. */
  readonly who: readonly string[];
}

/** Says of packets that a host has dropped what would let them pass. */
export class WantedRules {
  readonly #linked: Linked;
  readonly #host: Host;
  readonly #policy: Policy;

  constructor(linked: Linked, host: Host, policy: Policy) {
    this.#linked = linked;
    this.#host = host;
    this.#policy = policy;
  }

  of(packet: DroppedPacket): WantedRule {
    const { direction, source, destination, traffic } = packet;
    const isOut = direction === 'out';
    const peer = isOut ? destination : source;
    const which = isOut ? 'egress' : 'ingress';
    const none = (note: string): WantedRule => ({
      groups: [],
      direction: which,
      rule: '',
      note,
      who: this.#who(peer),
    });
    if (direction === 'forwarded')
      return none('packets of others are dropped, unless the host has `forward: ignore`');
    const iface = this.#interfaceOf(packet);
    if (!iface) return none(`the definition names no interface '${visible(packet.device)}' of the host`);
    const groups = this.#linked.groupsOf.get(iface) ?? [];
    const allowing = this.#policy.interfaces
      .find(({ id }) => id === iface.id)
      ?.[which].find((allow) => isAllowedBy(allow, traffic, peer));
    if (allowing)
      return none(
        `${describeOrigin(allowing.origin)} allows it: 'secgroup plan' tells whether that is loaded`,
      );
    return {
      groups: groups.map(({ name }) => name),
      direction: which,
      rule: `{ allow: ${formatTraffic(traffic)}, ${isOut ? 'to' : 'from'}: ${addressText(peer)} }`,
      note: '',
      who: this.#who(peer),
    };
  }

  /** The interface of the packet's device; else the one without a device that has its own address. */
  #interfaceOf({ direction, device, source, destination }: DroppedPacket): Interface | undefined {
    const { interfaces } = this.#host;
    const own = direction === 'out' ? source : destination;
    return (
      interfaces.find((one) => one.device === device) ??
      interfaces.find((one) => one.device === undefined && isWithin(own, one.addresses))
    );
  }

  #who(peer: AddressRange): readonly string[] {
    return this.#linked.definition.hosts
      .filter(({ interfaces }) => interfaces.some(({ addresses }) => isWithin(peer, addresses)))
      .map(({ name }) => name);
  }
}

function isAllowedBy({ traffic, peers }: Allow, wanted: Traffic, peer: AddressRange): boolean {
  const isOfProtocol = traffic.protocol === 'all' || traffic.protocol === wanted.protocol;
  const isOfCells =
    traffic.protocol === 'all' || (traffic.first <= wanted.first && wanted.last <= traffic.last);
  return isOfProtocol && isOfCells && isWithin(peer, peers);
}

function isWithin(range: AddressRange, set: AddressSet): boolean {
  const one = rangeSet(range);
  return range.family === 'ipv4' ? covers(set.ipv4, one.ipv4) : covers(ofSpace(ipv6, set), one.ipv6);
}

/** As the definition spells it. */
export function addressText(range: AddressRange): string {
  return range.family === 'ipv4' ? ipv4.format(range.start) : ipv6.format(range.start);
}
