import type { Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { Devices } from './devices.js';
import { DIMENSIONS, type DimensionName, type Path, rankOf, startOf } from './dimensions.js';
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
  const devices = new Devices(['lo', connection.device, ...devicesOfFirewall(firewall)]);
  const passes = (path: Path, state: State) =>
    trace(firewall, packetOf(connection, path, state, devices)).verdict === 'accept';
  if (!passes('input', 'new') || !passes('input', 'established')) return 'opening';
  return passes('output', 'established') ? undefined : 'answers';
}

const TCP = 6;
const [SYN, ACK] = [2, 16];

function packetOf(connection: Connection, path: Path, state: State, devices: Devices): Packet {
  const { family, client, clientPort, server, serverPort, device } = connection;
  const isIn = path === 'input';
  const [at] = devices.matching([device]);
  const version = family === 'ipv4' ? '4' : '6';
  const values: Partial<Record<DimensionName, Point>> = {
    state: states.indexOf(state),
    destinationType: destinationTypes.indexOf(isIn ? 'local' : 'unicast'),
    [isIn ? 'inDevice' : 'outDevice']: at!,
    family: families.indexOf(family),
    nextHeader: TCP,
    protocol: TCP,
    tcpFlags: state === 'new' ? SYN! : ACK!,
    [`own${version}`]: server,
    [`peer${version}`]: client,
    hopLimit: 64,
    sourcePort: isIn ? clientPort : serverPort,
    cell: isIn ? serverPort : clientPort,
  };
  const all = new Map(Array.from({ length: DIMENSIONS }, (_, rank) => [rank, startOf(rank)] as const));
  for (const [name, value] of Object.entries(values)) all.set(rankOf(name as DimensionName), value);
  return { path, values: all, devices };
}
