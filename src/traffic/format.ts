import { icmpTypeName } from './icmp-types.js';
import { hasPorts, isIcmp, protocolName } from './protocols.js';
import { isWhole, type Traffic } from './traffic.js';

/** The traffic as the native language spells it: `tcp/80`, `icmp/echo-request`, `all`. */
export function formatTraffic(traffic: Traffic): string {
  const { protocol, first, last } = traffic;
  if (protocol === 'all') return 'all';
  const name = protocolName(protocol);
  if (isWhole(traffic)) return name;
  if (hasPorts(protocol)) return first === last ? `${name}/${first}` : `${name}/${first}-${last}`;
  if (isIcmp(protocol)) return `${name}/${formatIcmpCells(protocol, first, last)}`;
  return name;
}

function formatIcmpCells(protocol: number, first: number, last: number): string {
  const firstType = Math.floor(first / 256);
  const lastType = Math.floor(last / 256);
  const wholeTypes = first % 256 === 0 && last % 256 === 255;
  if (wholeTypes && firstType === lastType) return icmpTypeName(protocol, firstType);
  if (wholeTypes) return `${firstType}-${lastType}`;
  if (first === last) return `${firstType}/${first % 256}`;
  return `${firstType}/${first % 256}-${lastType}/${last % 256}`;
}
