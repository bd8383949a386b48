import type { Point } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import type { Policy } from '../../policy/model.js';
import { readIpv4, readIpv6 } from '../../proof/addresses.js';
import { Devices, NO_DEVICE } from '../../proof/devices.js';
import { type DimensionName, rankOf } from '../../proof/dimensions.js';
import { destinationTypes, families, states } from '../../proof/firewall.js';
import type { Packet } from '../../proof/packet.js';
import { EVERYBODY, LOOPBACK_INTERFACE, UNDECLARED } from '../model.js';
import type { Message } from './messages.js';

/** A message where it passes a host's own hook. */
export interface Passage {
  readonly path: 'input' | 'output';
  readonly policy: Policy;
  /** Those of the policy, by `devicesOf`. */
  readonly devices: Devices;
  /** The id of the interface that it comes in or goes out by. */
  readonly interface: string;
  readonly family: Family;
  readonly message: Message;
  /** The address of this host, and that of the other side. */
  readonly own: string;
  readonly peer: string;
}

/** Any that is neither 1 nor 255, which the baseline knows; routers on the way change it. */
const HOP_LIMIT = 64;

export function packetOf(passage: Passage): Packet {
  const { path, policy, devices, interface: id, family, message, own, peer } = passage;
  const device = devices.names.indexOf(deviceOf(policy, id) ?? devices.names.at(-1)!);
  const none = devices.names.indexOf(NO_DEVICE);
  const values: readonly (readonly [DimensionName, Point])[] = [
    ['state', states.indexOf(message.state)],
    ['destinationType', destinationTypes.indexOf(path === 'input' ? typeOf(own) : 'unicast')],
    ['inDevice', path === 'input' ? device : none],
    ['outDevice', path === 'output' ? device : none],
    ['family', families.indexOf(family)],
    ['nextHeader', message.protocol],
    ['protocol', message.protocol],
    ['hopLimit', message.hopLimit ?? HOP_LIMIT],
    ['sourcePort', message.sourcePort],
    ['cell', message.cell],
    [family === 'ipv4' ? 'own4' : 'own6', addressOf(own, family)],
    [family === 'ipv4' ? 'peer4' : 'peer6', addressOf(peer, family)],
  ];
  return { path, devices, values: new Map(values.map(([name, value]) => [rankOf(name), value])) };
}

/** What the routing table calls an address that a packet comes in to. */
function typeOf(own: string): (typeof destinationTypes)[number] {
  if (own === EVERYBODY.ipv4.broadcast) return 'broadcast';
  return own === EVERYBODY.ipv4.multicast || own === EVERYBODY.ipv6.multicast ? 'multicast' : 'local';
}

/** Its last is one that no interface names: what the laboratory calls interfaces that have addresses alone, or are undeclared. */
export function devicesOf({ interfaces }: Policy): Devices {
  const named = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  return new Devices([LOOPBACK, ...named]);
}

function deviceOf({ host, interfaces }: Policy, id: string): string | undefined {
  if (id === LOOPBACK_INTERFACE) return LOOPBACK;
  if (id === UNDECLARED) return undefined;
  const found = interfaces.find((one) => one.id === id);
  if (!found) throw new Error(`host '${host.id}' has no interface '${id}'`);
  return found.match.kind === 'device' ? found.match.device : undefined;
}

function addressOf(text: string, family: Family): Point {
  const address = family === 'ipv4' ? readIpv4(text, 0, text.length) : readIpv6(text, 0, text.length);
  if (address === undefined) throw new Error(`'${text}' is not an ${family} address`);
  return address;
}
