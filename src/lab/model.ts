import type { Family } from '../address/space.js';
import type { Target } from '../target/target.js';

/** One end of a probe: an address of a host in the laboratory, or of the external network, which has all others. */
export interface Endpoint {
  /** The host's id; absent for the outside world. */
  readonly host?: string;
  /** The id of the host's interface that has the address; absent for the outside world. */
  readonly interface?: string;
  readonly address: string;
}

/** What a probe says on the wire. ICMP is that of the probe's family. */
export type ProbeTraffic =
  /** A handshake, and bytes in both directions. Port 1 to 65535. */
  | { readonly kind: 'tcp'; readonly port: number }
  /** A datagram, and one back. Ports 1 to 65535. */
  | {
      readonly kind: 'udp';
      readonly port: number;
      /** Absent: one that the kernel chooses. */
      readonly sourcePort?: number;
    }
  /** An echo request, which the kernel of the other side answers. */
  | { readonly kind: 'echo' }
  /** Another ICMP message that begins a flow; nobody answers it. */
  | {
      readonly kind: 'icmp';
      readonly type: number;
      readonly code: number;
      /** Absent: 64. Neighbour discovery has 255, which no router leaves a packet. */
      readonly hopLimit?: number;
    }
  /** A packet of a protocol without ports that tools know, 0 to 255, and one back. */
  | { readonly kind: 'protocol'; readonly protocol: number }
  /** A datagram to a port where nobody listens: the ICMP error that comes back belongs to its flow (fact 18). */
  | { readonly kind: 'unreachable'; readonly port: number }
  /** A datagram that the receiving host is not for, and could pass on: `to` has an address that is not the host's own. */
  | { readonly kind: 'forward'; readonly port: number }
  /** A datagram to all hosts of the receiver's link: `to` has an address of multicast or broadcast. */
  | { readonly kind: 'many'; readonly port: number }
  /** A TCP segment that begins no flow and continues none (flags that make no sense): connection tracking calls it invalid. */
  | { readonly kind: 'invalid'; readonly port: number };

export interface Probe {
  /** Unique in a run, from 1. */
  readonly id: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly family: Family;
  readonly traffic: ProbeTraffic;
  /** Why it is tried, for people: "first port of ingress rule 2 of group 'web'". */
  readonly purpose: string;
}

/**
 * How far a probe gets. `answered`: to the other side, and the answer back. `unanswered`: to the other side, but no answer came
 * back. `not-let-in`: it left its sender and was stopped by the host it was for. `not-let-out`: its own host stopped it.
 */
export type Fate = 'answered' | 'unanswered' | 'not-let-in' | 'not-let-out';

/** What the definition wants to happen to a probe, and why. */
export interface Wanted {
  readonly fate: Fate;
  /** In words: "ingress rule 2 of group 'web' allows it", "no rule of the groups of 'web-1' allows it". */
  readonly because: string;
}

/**
 * What did happen. `untried`: the probe has shown nothing, such as when it could not be sent; `problem` says why. `isTold`: it was stopped, and
 * its sender learned that by a TCP reset or an ICMP error.
 */
export type Seen =
  | { readonly fate: Fate; readonly isTold?: true }
  | { readonly fate: 'untried'; readonly problem: string };

/** One probe with what was wanted and what was seen; they agree if the fates are the same. */
export interface Trial {
  readonly probe: Probe;
  readonly wanted: Wanted;
  readonly seen: Seen;
}

/** A host as the laboratory builds it. */
export interface LabHost {
  /** The host's id in the definition. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly interfaces: readonly LabInterface[];
  /** One more, of which the definition knows nothing, so that nothing but what a host always admits may pass it. Absent: none. */
  readonly undeclared?: LabInterface;
}

/** By which a packet is for every host of a link; each listens to these, whatever its programs do. */
export const EVERYBODY = {
  ipv4: { multicast: '224.0.0.1', broadcast: '255.255.255.255' },
  ipv6: { multicast: 'ff02::1' },
} as const;

/** The id of an interface that the definition does not know. */
export const UNDECLARED = '(undeclared)';

/** The id of the interface by which a host speaks to itself. */
export const LOOPBACK_INTERFACE = '(loopback)';

export interface LabInterface {
  /** The interface's id in the definition. */
  readonly id: string;
  /** What the device is called in the laboratory: as in the definition, or a name that the definition does not use. */
  readonly device: string;
  /**
   * Its addresses in the laboratory, unique among all hosts: the definition's own (of a large prefix, first and last; without
   * those of a link, or of many), and one that the
   * laboratory lends for a family in which a device has none, since what a host does with packets of that family is tried too.
   */
  readonly addresses: readonly string[];
}

/** All that the laboratory holds beside the outside world. */
export interface Network {
  readonly hosts: readonly LabHost[];
}

/** What a run has found, for all reports. */
export interface Findings {
  readonly target: Target;
  /** Reproduces the probes of this run. */
  readonly seed: number;
  readonly network: Network;
  readonly trials: readonly Trial[];
}
