import type { Family } from '../../address/space.js';
import { ICMP, ICMPV6, TCP, UDP } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import type { ProbeTraffic } from '../model.js';
import { requestTypes, stateOfIcmp } from '../wanted/tracking.js';
import { portlessProtocols } from './sendable.js';

/** What a probe may carry to try an entry of a ruleset. */
export interface Load {
  readonly traffic: ProbeTraffic;
  /** Whether the entry lets it through. */
  readonly inside: boolean;
  readonly words: string;
}

/** Consecutive protocols, or consecutive cells of one. */
export interface Cells {
  readonly protocols: readonly [first: number, last: number];
  readonly first: number;
  readonly last: number;
}

/** The edges of an entry, on both sides, as far as they can be sent. */
export function loadsOf(family: Family, cells: Cells): readonly Load[] {
  const [first, last] = cells.protocols;
  if (first === last && first === TCP) return portLoads('tcp', cells);
  if (first === last && first === UDP) return portLoads('udp', cells);
  if (first === last && first === icmpOf(family)) return icmpLoads(family, cells);
  return portlessProtocols[family]
    .filter((protocol) => first <= protocol && protocol <= last)
    .map((protocol) => ({
      traffic: { kind: 'protocol', protocol },
      inside: true,
      words: `protocol ${protocol}`,
    }));
}

export function icmpOf(family: Family): number {
  return family === 'ipv4' ? ICMP : ICMPV6;
}

/** Sockets have no port 0. */
const [FIRST_PORT, LAST_PORT] = [1, 65_535];

function portLoads(kind: 'tcp' | 'udp', { first, last }: Cells): readonly Load[] {
  const lowest = Math.max(first, FIRST_PORT);
  if (last < FIRST_PORT) return [];
  const load = (port: number, inside: boolean, words: string): Load => ({
    traffic: { kind, port },
    inside,
    words,
  });
  const loads = [load(lowest, true, lowest === last ? 'the port' : 'first port')];
  if (lowest > FIRST_PORT) loads.push(load(lowest - 1, false, 'the port below those'));
  if (lowest < last) loads.push(load(last, true, 'last port'));
  if (last < LAST_PORT) loads.push(load(last + 1, false, 'the port above those'));
  const other = kind === 'tcp' ? 'udp' : 'tcp';
  loads.push({
    traffic: { kind: other, port: lowest },
    inside: false,
    words: `${other} at the first port`,
  });
  return loads;
}

/** Its edges and every type that begins a flow; answers and errors are invalid without a flow, whatever the rules say. */
function icmpLoads(family: Family, { first, last }: Cells): readonly Load[] {
  const begun = requestTypes[family]
    .map((type) => Math.max(first, type * 256))
    .filter((cell) => cell <= last && requestTypes[family].includes(cell >> 8));
  const edges = [first, last, first - 1, last + 1].filter((cell) => isAsked(family, cell));
  return [...new Set([...begun, ...edges])].map((cell) => {
    const inside = first <= cell && cell <= last;
    const traffic = icmpTraffic(family, cell >> 8, cell & 255);
    return { traffic, inside, words: wordsOf(traffic, inside) };
  });
}

/** A packet of one cell; nothing where none can be sent, or no rule is asked about it. */
export function trafficOf(family: Family, protocol: number, cell: number): ProbeTraffic | undefined {
  if (protocol === TCP || protocol === UDP) {
    return cell < FIRST_PORT ? undefined : { kind: protocol === TCP ? 'tcp' : 'udp', port: cell };
  }
  if (protocol !== icmpOf(family) || !isAsked(family, cell)) return undefined;
  return icmpTraffic(family, cell >> 8, cell & 255);
}

/** Whether rules are asked about a message that belongs to no flow. */
function isAsked(family: Family, cell: number): boolean {
  return cell >= 0 && cell < CELLS && stateOfIcmp(family, cell >> 8) !== 'invalid';
}

/** The kernel answers an echo request of code 0; for other messages the laboratory sees only how far they come. */
export function icmpTraffic(family: Family, type: number, code: number): ProbeTraffic {
  const isEcho = type === (family === 'ipv4' ? 8 : 128) && code === 0;
  return isEcho ? { kind: 'echo' } : { kind: 'icmp', type, code };
}

function wordsOf(traffic: ProbeTraffic, inside: boolean): string {
  if (traffic.kind === 'echo') return inside ? 'an echo request' : 'an echo request, beside those';
  if (traffic.kind !== 'icmp') return '';
  const { type, code } = traffic;
  return `ICMP type ${type} code ${code}${inside ? '' : ', beside those'}`;
}
