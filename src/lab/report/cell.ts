import type { Family } from '../../address/space.js';
import type { Probe, Trial } from '../model.js';
import { grouped } from './grouped.js';
import { type PortRun, portRuns } from './ports.js';
import { trafficText } from './words.js';

/** What of one kind of traffic gets from one sender to one receiver. */
export interface Reach {
  /** `tcp`, `udp`, `echo`, `protocol`, or the traffic itself where it has no number: `icmp/13/0`. */
  readonly what: string;
  /** Absent where both families were tried and do not differ, or only one was tried. */
  readonly family?: Family;
  /** Ports, or numbers of protocols; of `echo` and single kinds of ICMP, one run from 0 to 0. At least one. */
  readonly runs: readonly PortRun[];
}

/** What gets through, as the probes of one sender to one receiver have shown it: TCP and UDP first. Empty: nothing that was tried. */
export function reachOf(trials: readonly Trial[]): readonly Reach[] {
  const kinds = grouped(trials, ({ probe }) => kindOf(probe));
  return [...kinds].sort(inOrder).flatMap(([what, of]) => byFamily(what, of));
}

function byFamily(what: string, trials: readonly Trial[]): readonly Reach[] {
  const four = trials.filter(({ probe }) => probe.family === 'ipv4');
  const six = trials.filter(({ probe }) => probe.family === 'ipv6');
  if (four.length === 0 || six.length === 0) return reachIn(what, trials);
  const [reach4, reach6] = [reachIn(what, four), reachIn(what, six)];
  if (JSON.stringify(reach4) === JSON.stringify(reach6)) return reach4;
  const of = (family: Family) => (one: Reach) => ({ ...one, family });
  return [...reach4.map(of('ipv4')), ...reach6.map(of('ipv6'))];
}

function reachIn(what: string, trials: readonly Trial[]): readonly Reach[] {
  const runs = portRuns(trials, ({ probe }) => numberOf(probe));
  return runs.length === 0 ? [] : [{ what, runs }];
}

function kindOf(probe: Probe): string {
  switch (probe.traffic.kind) {
    case 'unreachable':
      return 'udp';
    case 'invalid':
      return 'invalid tcp';
    case 'icmp':
      return trafficText(probe);
    default:
      return probe.traffic.kind;
  }
}

function numberOf({ traffic }: Probe): number {
  if (traffic.kind === 'protocol') return traffic.protocol;
  return 'port' in traffic ? traffic.port : 0;
}

const first = ['tcp', 'udp', 'echo'];

function inOrder([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  const [rankA, rankB] = [a, b].map((kind) => (first.indexOf(kind) + first.length + 1) % (first.length + 1));
  return rankA! - rankB! || (a < b ? -1 : 1);
}
