import type { Family } from '../../address/space.js';
import { ICMPV6, isIcmp, protocolNumbers } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import type { Match } from './program.js';

/** One alternative of several: matches that must all hold. */
export type Alternative = readonly Match[];

/** Extension headers of IPv6: ip6tables looks for the protocol behind them, so `-p` with their number never matches. */
const LOOKED_BEHIND: readonly number[] = [0, 43, 44, 60];

/** The match for a protocol, or nothing where iptables has none that is exact. */
export function protocolMatch(family: Family, protocol: number): Match | undefined {
  if (family === 'ipv6' && LOOKED_BEHIND.includes(protocol)) return undefined;
  if (family === 'ipv6' && protocol === protocolNumbers.ah) return { kind: 'authentication-header' };
  return protocol === 0 ? { kind: 'protocol-zero' } : { kind: 'protocol', protocol };
}

/** A packet's cell lies in the interval if it satisfies one of the alternatives. */
export function cellAlternatives(protocol: number, first: number, last: number): readonly Alternative[] {
  if (first === 0 && last === CELLS - 1) return [[{ kind: 'protocol', protocol }]];
  const matches = isIcmp(protocol) ? icmpMatches(protocol, first, last) : [portMatch(first, last)];
  return matches.map((match) => [{ kind: 'protocol', protocol }, match]);
}

function portMatch(first: number, last: number): Match {
  return { kind: 'port', side: 'destination', first, last };
}

const CODES = 256;

/** Type 255 in IPv4: `--icmp-type 255` means every type, with legacy and nft, whatever the code. */
const ANY_TYPE = 255 * CODES;

function icmpMatches(protocol: number, first: number, last: number): readonly Match[] {
  if (protocol === ICMPV6) return typesAndCodes('icmpv6-type', first, last);
  return [
    ...typesAndCodes('icmp-type', first, Math.min(last, ANY_TYPE - 1)),
    ...(last >= ANY_TYPE ? [{ kind: 'icmp-cells', first: Math.max(first, ANY_TYPE), last } as const] : []),
  ];
}

/** One match for each whole type, and one for each code of a type that is not whole. */
function typesAndCodes(kind: 'icmp-type' | 'icmpv6-type', first: number, last: number): readonly Match[] {
  const matches: Match[] = [];
  for (let cell = first; cell <= last; ) {
    const type = Math.floor(cell / CODES);
    const whole = cell % CODES === 0 && cell + CODES - 1 <= last;
    matches.push(whole ? { kind, type } : { kind, type, code: cell % CODES });
    cell += whole ? CODES : 1;
  }
  return matches;
}
