import { isIcmp } from '../traffic/protocols.js';
import { icmpTraffic, isWhole, type Traffic } from '../traffic/traffic.js';

/**
 * The same traffic in parts that every format can say: an interval of ICMP cells becomes whole types, and types with one
 * code where only some of their codes are meant. Other traffic stays as it is.
 */
export function icmpParts(traffic: Traffic): readonly Traffic[] {
  const { protocol, first, last } = traffic;
  if (protocol === 'all' || !isIcmp(protocol) || isWhole(traffic)) return [traffic];
  const parts: Traffic[] = [];
  for (let cell = first; cell <= last; ) {
    const type = Math.floor(cell / 256);
    const wholeType = cell % 256 === 0 && cell + 255 <= last;
    parts.push(wholeType ? icmpTraffic(protocol, type) : icmpTraffic(protocol, type, cell % 256));
    cell += wholeType ? 256 : 1;
  }
  return parts;
}
