import type { IntervalSet } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import { protocols } from './names.js';
import { PORTS, readNumber } from './numbers.js';

/** What an element of `hash:net,port` says beside its addresses. */
export interface ServiceKind {
  readonly protocol: number;
  /** Ports, or cells of ICMP. Undefined: the protocol has no ports. */
  readonly cells: IntervalSet<number> | undefined;
}

/** Protocols of which ipset looks at ports. */
const PORTED: ReadonlySet<number> = new Set([6, 17, 132, 136]);

const ICMP_OF: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 58 };

/** What stands behind the comma: `tcp:80`, `icmp:8/0` or `gre:0`. ipset would spread a range of ports over many elements. */
export function readServiceKind(text: string, family: Family): ServiceKind | undefined {
  const [name, port, ...more] = text.split(':');
  const protocol = protocols.get(name!) ?? readNumber(name!, 256);
  if (protocol === undefined || port === undefined || more.length > 0) return undefined;
  if (protocol === ICMP_OF[family]) return withCells(protocol, readTypeAndCode(port));
  if (PORTED.has(protocol)) return withCells(protocol, readPort(port));
  return port === '0' ? { protocol, cells: undefined } : undefined;
}

function withCells(protocol: number, cells: readonly [number, number] | undefined): ServiceKind | undefined {
  return cells && { protocol, cells };
}

function readPort(text: string): readonly [number, number] | undefined {
  const number = readNumber(text, PORTS);
  return number === undefined ? undefined : [number, number + 1];
}

function readTypeAndCode(text: string): readonly [number, number] | undefined {
  const [type, code, ...more] = text.split('/').map((part) => readNumber(part, 256));
  if (type === undefined || code === undefined || more.length > 0) return undefined;
  return [type * 256 + code, type * 256 + code + 1];
}
