import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { Devices } from './devices.js';
import { DIMENSIONS, type DimensionName, rankOf, startOf } from './dimensions.js';
import { destinationTypes, type Firewall, families, type State, states } from './firewall.js';
import { devicesOfFirewall } from './named-devices.js';
import type { Packet } from './packet.js';
import { trace } from './trace.js';

/** A TCP connection that a client opens to this machine. */
export interface Connection {
  /** The device that its packets come in and leave by. */
  readonly device: string;
  readonly family: Family;
  readonly client: Point;
  readonly clientPort: number;
  readonly server: Point;
  readonly serverPort: number;
}

/** Which packets of a connection a firewall drops: those that open it, or the answers. Undefined: it can be opened. */
export function refusedOf(firewall: Firewall, connection: Connection): 'opening' | 'answers' | undefined {
  const { device, family, client, clientPort, server, serverPort } = connection;
  const devices = new Devices(['lo', device, ...devicesOfFirewall(firewall)]);
  const common = { device, family, own: server, peer: client, protocol: TCP };
  const coming = { ...common, path: 'input', sourcePort: clientPort, cell: serverPort } as const;
  const leaving = { ...common, path: 'output', sourcePort: serverPort, cell: clientPort } as const;
  const passes = (packet: Sent, state: State) =>
    trace(firewall, packetOf(packet, state, devices)).verdict === 'accept';
  if (!passes(coming, 'new') || !passes(coming, 'established')) return 'opening';
  return passes(leaving, 'established') ? undefined : 'answers';
}

/** What a packet is told by that comes to this machine or leaves it. */
export interface Sent {
  readonly path: 'input' | 'output';
  readonly device: string;
  readonly family: Family;
  readonly own: Point;
  readonly peer: Point;
  readonly protocol: number;
  readonly sourcePort: number;
  /** Destination port, or ICMP type × 256 + code. */
  readonly cell: number;
}

/** Whether a firewall lets packets through that begin a flow. */
export function letsBegin(firewall: Firewall): (first: Sent) => boolean {
  const named = devicesOfFirewall(firewall);
  const byDevice = new Map<string, Devices>();
  return (first) => {
    const devices = byDevice.get(first.device) ?? new Devices(['lo', first.device, ...named]);
    byDevice.set(first.device, devices);
    return trace(firewall, packetOf(first, 'new', devices)).verdict === 'accept';
  };
}

const TCP = 6;
const [SYN, ACK] = [2, 16];

function packetOf(sent: Sent, state: State, devices: Devices): Packet {
  const { path, device, family, own, peer, protocol, sourcePort, cell } = sent;
  const isIn = path === 'input';
  const [at] = devices.matching([device]);
  const version = family === 'ipv4' ? '4' : '6';
  const values: Partial<Record<DimensionName, Point>> = {
    state: states.indexOf(state),
    destinationType: destinationTypes.indexOf(isIn ? 'local' : 'unicast'),
    [isIn ? 'inDevice' : 'outDevice']: at!,
    family: families.indexOf(family),
    nextHeader: protocol,
    protocol,
    tcpFlags: state === 'new' ? SYN! : ACK!,
    [`own${version}`]: own,
    [`peer${version}`]: peer,
    hopLimit: 64,
    sourcePort,
    cell,
  };
  const all = new Map(Array.from({ length: DIMENSIONS }, (_, rank) => [rank, startOf(rank)] as const));
  for (const [name, value] of Object.entries(values)) all.set(rankOf(name as DimensionName), value);
  return { path, values: all, devices };
}
