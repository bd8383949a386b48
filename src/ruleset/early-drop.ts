import {
  fromIntervals,
  type IntervalSet,
  isEmpty,
  nothing,
  type Point,
  subtract,
  unionAll,
} from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { LOOPBACK } from '../definition/device.js';
import type { Settings } from '../definition/model.js';
import { type Admission, baselineAdmissions } from '../policy/baseline.js';
import { dropsEarly } from '../policy/resolve.js';
import { protocolNumbers, TCP, UDP } from '../traffic/protocols.js';
import { CELLS } from '../traffic/traffic.js';
import type { HostRuleset, InterfaceRuleset } from './host-ruleset.js';
import type { FamilyRuleset } from './model.js';

/**
 * Packets to the host itself, on one interface, that connection tracking need not see: whatever it would call them, the
 * rules behind it refuse them. Of TCP these are attempts to connect (SYN without ACK, FIN and RST), of UDP all packets.
 */
export interface EarlyDrop {
  readonly family: Family;
  readonly protocol: EarlyProtocol;
  /** Destination ports. Never empty. */
  readonly ports: IntervalSet<number>;
}

export type EarlyProtocol = typeof TCP | typeof UDP;

export const earlyProtocols = [TCP, UDP] as const;

const families = ['ipv4', 'ipv6'] as const;

const { ah: AH } = protocolNumbers;

const everyPort: IntervalSet<number> = [0, CELLS];

/** What an interface of a host can drop early. Empty: nothing. */
export function earlyDropsOf(host: HostRuleset, iface: InterfaceRuleset): readonly EarlyDrop[] {
  if (!dropsEarly(host.settings) || iface.trusted || isLoopback(iface)) return [];
  return families.flatMap((family) =>
    earlyProtocols
      .filter((protocol) => protocol === TCP || !mayAskByUdp(host, family))
      .map((protocol) => {
        const named = [
          portsOf(iface.ingress.canonical[family], family, protocol),
          admittedPorts(host.settings, family, protocol),
        ];
        return { family, protocol, ports: subtract(everyPort, unionAll(named)) };
      })
      .filter(({ ports }) => !isEmpty(ports)),
  );
}

function isLoopback({ match }: InterfaceRuleset): boolean {
  return match.kind === 'device' && match.device === LOOPBACK;
}

/**
 * Whether the host can open a UDP flow in a family from a port that is not known beforehand. Answers then may come to any
 * port, and through any interface, whichever the question left by. TCP answers are recognised by their flags.
 */
function mayAskByUdp({ settings, interfaces }: HostRuleset, family: Family): boolean {
  return (
    settings.output === 'ignore' ||
    interfaces.some(
      (iface) => iface.trusted || !isEmpty(portsOf(iface.egress.canonical[family], family, UDP)),
    ) ||
    admissions(settings, family, UDP).some((one) => one.hook === 'output' && one.sourcePort === undefined)
  );
}

/** A rule of IPv6 for the authentication header lets through what stands behind it, whatever port that is for. */
function allowsBehindHeader({ protocols }: Protocols, family: Family): boolean {
  return family === 'ipv6' && protocols.some(({ first, last }) => first <= AH && AH <= last);
}

type Protocols = Pick<FamilyRuleset<Point>, 'protocols'>;

/** The ports that somebody may use, as far as rules say. */
function portsOf(ruleset: Protocols, family: Family, protocol: number): IntervalSet<number> {
  const { protocols } = ruleset;
  if (allowsBehindHeader(ruleset, family)) return everyPort;
  const cells = protocols
    .filter(({ first, last }) => first <= protocol && protocol <= last)
    .flatMap((one) => one.cells);
  return fromIntervals(cells.map(({ first, last }) => ({ start: first, end: last + 1 })));
}

/**
 * The host's own ports that the baseline lets packets come to, or leave from, so that answers come to them. What leaves from
 * any port is no matter here: of TCP its answers are not dropped, and of UDP nothing is then.
 */
function admittedPorts(settings: Settings, family: Family, protocol: EarlyProtocol): IntervalSet<number> {
  const ports = admissions(settings, family, protocol).map(({ hook, sourcePort, destinationPort }) => {
    if (hook === 'input') return portOrAny(destinationPort);
    return sourcePort === undefined ? nothing : portOrAny(sourcePort);
  });
  return unionAll(ports);
}

function portOrAny(port: number | undefined): IntervalSet<number> {
  return port === undefined ? everyPort : [port, port + 1];
}

function admissions(settings: Settings, family: Family, protocol: number): readonly Admission[] {
  return baselineAdmissions(settings).filter((one) => one.family === family && one.protocol === protocol);
}
