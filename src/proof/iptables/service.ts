import type { Family } from '../../address/space.js';
import { addIpv4, addIpv6 } from '../ranges.js';
import type { Service } from './ipset.js';
import { protocols } from './names.js';
import { PORTS, readNumber, readRange } from './numbers.js';

/** Protocols of which ipset looks at ports. */
const PORTED: ReadonlySet<number> = new Set([6, 17, 132, 136]);

const ICMP_OF: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 58 };
const TCP = 6;

/** An element of `hash:net,port`: `10.0.0.0/8,tcp:80-90`, `10.0.0.1,443`, `10.0.0.0/8,icmp:8/0` or `10.0.0.0/8,gre:0`. */
export function readService(element: string, family: Family): Service | undefined {
  const [prefix = '', rest = '', ...more] = element.split(',');
  const addresses = readPrefix(prefix, family);
  const [name, port] = rest.includes(':') ? (rest.split(':') as [string, string]) : ['tcp', rest];
  const protocol = protocols.get(name) ?? readNumber(name, 256);
  if (addresses === undefined || protocol === undefined || port === undefined || more.length > 0)
    return undefined;
  if (protocol === ICMP_OF[family]) return withCells(addresses, protocol, readTypeAndCode(port));
  if (PORTED.has(protocol)) return withCells(addresses, protocol, readRange(port, '-', PORTS));
  return protocol !== TCP && port === '0' ? { addresses, protocol, cells: undefined } : undefined;
}

function withCells(
  addresses: Service['addresses'],
  protocol: number,
  cells: readonly [number, number] | undefined,
): Service | undefined {
  return cells && { addresses, protocol, cells };
}

function readTypeAndCode(text: string): readonly [number, number] | undefined {
  const [type, code] = text.split('/').map((part) => readNumber(part, 256));
  if (type === undefined || code === undefined) return undefined;
  return [type * 256 + code, type * 256 + code + 1];
}

function readPrefix(text: string, family: Family): Service['addresses'] | undefined {
  if (text.includes('-')) return undefined;
  const bounds: never[] = [];
  const add: typeof addIpv4 | typeof addIpv6 = family === 'ipv4' ? addIpv4 : addIpv6;
  return add(bounds, text, 0, text.length) ? bounds : undefined;
}
