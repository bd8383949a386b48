import { type AddressRange, parseAddress } from '../../address/parse.js';
import { hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, TCP, UDP } from '../../traffic/protocols.js';
import { everythingOf, icmpTraffic, type Traffic } from '../../traffic/traffic.js';
import type { Headers } from './headers.js';

/** A packet that the rules have dropped and the kernel has logged. */
export interface DroppedPacket {
  readonly direction: 'in' | 'out' | 'forwarded';
  /** The device that it came in by, or was to leave by; of what is forwarded, the first. */
  readonly device: string;
  readonly source: AddressRange;
  readonly destination: AddressRange;
  /** What of a rule would allow it: the port, or the ICMP type and code; all of the protocol where the packet does not tell, as later fragments do not. */
  readonly traffic: Traffic;
  /** Of TCP and UDP; undefined where it is not told. */
  readonly sourcePort: number | undefined;
}

/** What the kernel writes of a packet behind the prefix; what it says of a packet inside an ICMP error stands in brackets behind that. */
const PACKET =
  /^IN=(\S*) OUT=(\S*)(?: PHYSIN=\S+)?(?: PHYSOUT=\S+)?(?: MAC=\S*)? +SRC=([0-9a-f.:]+) DST=([0-9a-f.:]+) LEN=\d+ [^[]*?\bPROTO=([A-Za-z0-9]+)(?: ([^[]*))?/;

/** The packet that a message of the kernel is about; undefined for every other message, and for one that is not just like what the kernel writes. */
export function droppedIn(message: string, prefix: string): DroppedPacket | undefined {
  if (!message.startsWith(prefix)) return undefined;
  const [, came, leaves, from, to, protocolName, rest = ''] = PACKET.exec(message.slice(prefix.length)) ?? [];
  if (from === undefined || (came === '' && leaves === '')) return undefined;
  const [source, destination] = [parseAddress(from), parseAddress(to!)];
  const protocol = protocolOf(protocolName!);
  if (!source.ok || !destination.ok || protocol === undefined) return undefined;
  if (source.range.family !== destination.range.family) return undefined;
  const number = (pattern: RegExp, most: number) => numberIn(pattern, rest, most);
  return droppedPacket(came!, leaves!, {
    source: source.range,
    destination: destination.range,
    protocol,
    sourcePort: number(/(?:^| )SPT=(\d{1,5})(?: |$)/, 65_535),
    port: number(/(?:^| )DPT=(\d{1,5})(?: |$)/, 65_535),
    type: number(/^TYPE=(\d{1,3}) /, 255),
    code: number(/^TYPE=\d{1,3} CODE=(\d{1,3})(?: |$)/, 255),
  });
}

/** A packet by the names of the devices that it came in by and leaves by, of which one may be empty. */
export function droppedPacket(came: string, leaves: string, headers: Headers): DroppedPacket {
  const { source, destination, protocol, sourcePort } = headers;
  return {
    direction: came === '' ? 'out' : leaves === '' ? 'in' : 'forwarded',
    device: came || leaves,
    source,
    destination,
    traffic: trafficOf(headers),
    sourcePort: hasPorts(protocol) ? sourcePort : undefined,
  };
}

const NAMES: ReadonlyMap<string, number> = new Map([
  ['TCP', TCP],
  ['UDP', UDP],
  ['UDPLITE', 136],
  ['ICMP', ICMP],
  ['ICMPv6', ICMPV6],
  ['AH', protocolNumbers.ah],
  ['ESP', protocolNumbers.esp],
]);

function protocolOf(name: string): number | undefined {
  return NAMES.get(name) ?? numberIn(/^(\d{1,3})$/, name, 255);
}

function trafficOf({ protocol, port, type, code }: Headers): Traffic {
  if (hasPorts(protocol) && port !== undefined) return { protocol, first: port, last: port };
  if (!isIcmp(protocol) || type === undefined) return everythingOf(protocol);
  // People ask for echo requests as a whole; they have one code.
  return icmpTraffic(protocol, type, ECHO_REQUESTS.has(type) ? undefined : code);
}

/** Of ICMP and of ICMPv6. */
const ECHO_REQUESTS: ReadonlySet<number> = new Set([8, 128]);

function numberIn(pattern: RegExp, text: string, most: number): number | undefined {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined || Number(digits) > most ? undefined : Number(digits);
}
