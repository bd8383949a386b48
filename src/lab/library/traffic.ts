import type { Family } from '../../address/space.js';
import { parseTraffic } from '../../traffic/parse.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { ProbeTraffic } from '../model.js';

const [ICMP, TCP, UDP, ICMPV6] = [1, 6, 17, 58];

/** One kind of traffic to try, as `allow` writes it, and the family it belongs to, if it belongs to one. */
export function probeTraffic(text: string): { readonly traffic: ProbeTraffic; readonly family?: Family } {
  const parsed = parseTraffic(text);
  if (parsed.kind === 'fault') throw new RangeError(parsed.problem);
  if (parsed.kind !== 'traffic' || parsed.traffic.length !== 1)
    throw new RangeError(`'${text}' is not one kind of traffic, such as tcp/443`);
  const [traffic] = parsed.traffic;
  return oneTraffic(traffic!, text);
}

function oneTraffic({ protocol, first, last }: Traffic, text: string) {
  if (protocol === 'all') throw new RangeError(`'${text}' is more than one kind of traffic`);
  if (protocol === ICMP || protocol === ICMPV6) return icmpTraffic(protocol, first, last);
  if (protocol !== TCP && protocol !== UDP) return { traffic: { kind: 'protocol', protocol } as const };
  if (first !== last || first === 0) throw new RangeError(`'${text}' is not one port from 1 to 65535`);
  return { traffic: { kind: protocol === TCP ? 'tcp' : 'udp', port: first } as const };
}

/** Type and code are one number; all types mean the echo request, by which people try whether ICMP passes. */
function icmpTraffic(protocol: number, first: number, last: number) {
  const family: Family = protocol === ICMP ? 'ipv4' : 'ipv6';
  const echo = (protocol === ICMP ? 8 : 128) * 256;
  if (first <= echo && echo <= last) return { traffic: { kind: 'echo' } as const, family };
  return { traffic: { kind: 'icmp', type: first >>> 8, code: first & 255 } as const, family };
}
