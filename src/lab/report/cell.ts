import { groupBy } from '../../definition/group-by.js';
import type { Probe, Trial } from '../model.js';
import { type PortRun, portRuns } from './ports.js';

/** What of one kind of traffic gets from one sender to one receiver. */
export interface Reach {
  readonly what: Kind;
  /** Ports, types of ICMP, or protocols; of `echo`, one run from 0 to 0. At least one. */
  readonly runs: readonly PortRun[];
}

/** `invalid tcp` is a segment that belongs to no flow, `forwarded udp` what a host has passed on, `udp to all` multicast and broadcast; `echo` is a request of either family. */
export type Kind = (typeof kinds)[number];

const kinds = [
  'tcp',
  'udp',
  'echo',
  'icmp',
  'icmpv6',
  'protocol',
  'invalid tcp',
  'forwarded udp',
  'udp to all',
] as const;

/** What gets through, as the probes of one sender to one receiver have shown it. Empty: nothing that was tried. */
export function reachOf(trials: readonly Trial[]): readonly Reach[] {
  const byKind = groupBy(trials, ({ probe }) => kindOf(probe));
  return kinds
    .map((what) => ({ what, runs: portRuns(byKind.get(what) ?? [], ({ probe }) => numberOf(probe)) }))
    .filter(({ runs }) => runs.length > 0);
}

export function kindOf({ traffic, family }: Probe): Kind {
  switch (traffic.kind) {
    case 'unreachable':
      return 'udp';
    case 'forward':
      return 'forwarded udp';
    case 'many':
      return 'udp to all';
    case 'invalid':
      return 'invalid tcp';
    case 'icmp':
      if (traffic.type === (family === 'ipv4' ? 8 : 128)) return 'echo';
      return family === 'ipv4' ? 'icmp' : 'icmpv6';
    default:
      return traffic.kind;
  }
}

export function numberOf(probe: Probe): number {
  const { traffic } = probe;
  if (traffic.kind === 'protocol') return traffic.protocol;
  if (traffic.kind === 'icmp') return kindOf(probe) === 'echo' ? 0 : traffic.type;
  return 'port' in traffic ? traffic.port : 0;
}
