import type { Family } from '../../address/space.js';
import { ICMP, ICMPV6, TCP, UDP } from '../../traffic/protocols.js';
import type { ProbeTraffic } from '../model.js';
import { requestTypes } from '../wanted/tracking.js';
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

/** One that begins a flow, and the codes beside; errors and answers are invalid without a flow, whatever the rules say. */
function icmpLoads(family: Family, { first, last }: Cells): readonly Load[] {
  return requestTypes[family].flatMap((type) => {
    const [lowest, highest] = [type * 256, type * 256 + 255];
    if (last < lowest || highest < first) return [];
    const load = (cell: number, inside: boolean): Load => {
      const traffic = icmpTraffic(family, type, cell % 256);
      return { traffic, inside, words: wordsOf(traffic, inside) };
    };
    const loads = [load(Math.max(first, lowest), true)];
    if (Math.max(first, lowest) < last && last <= highest) loads.push(load(last, true));
    if (first > lowest) loads.push(load(first - 1, false));
    if (last < highest) loads.push(load(last + 1, false));
    return loads;
  });
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
