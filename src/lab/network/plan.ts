import { has, type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Space } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import type { Host, Interface } from '../../definition/model.js';
import { type LabHost, type LabInterface, type Network, UNDECLARED } from '../model.js';
import { isSendable } from '../probes/sendable.js';
import { GATEWAY } from './names.js';

/**
 * The network that the laboratory builds for hosts. An interface on the loopback device is left out: the laboratory speaks
 * to hosts from elsewhere. An address that several interfaces have is the first's alone, since only one can be spoken to.
 */
export function planNetwork(hosts: readonly Host[]): Network {
  const taken = new Set<string>();
  const lenders = [
    new Lender(ipv4, 0xc6120001, hosts),
    new Lender(ipv6, 0x20010002_00000000_00000000_00000001n, hosts),
  ];
  return { hosts: hosts.map((host) => planHost(host, taken, lenders)) };
}

function planHost(host: Host, taken: Set<string>, lenders: readonly Lender[]): LabHost {
  const named = new Set(host.interfaces.map(({ device }) => device));
  const freeNames = unusedDevices(named);
  const interfaces = host.interfaces
    .filter(({ device }) => device !== LOOPBACK)
    .map((iface): LabInterface => {
      const device = iface.device ?? freeNames.next().value!;
      return { id: iface.id, device, addresses: addressesOf(iface, taken, lenders) };
    });
  const undeclared = {
    id: UNDECLARED,
    device: freeNames.next().value!,
    addresses: lenders.flatMap((one) => one.lendTo([])),
  };
  return { id: host.id, name: host.name, interfaces, undeclared };
}

function* unusedDevices(named: ReadonlySet<string | undefined>): Generator<string, undefined> {
  for (let n = 0; ; n++) if (!named.has(`lab${n}`)) yield `lab${n}`;
}

function addressesOf(iface: Interface, taken: Set<string>, lenders: readonly Lender[]): readonly string[] {
  const own = [...edges(ipv4, iface.addresses.ipv4), ...edges(ipv6, iface.addresses.ipv6)];
  const free = own.filter((address) => !taken.has(address));
  for (const address of free) taken.add(address);
  // An interface without a device is known by its own addresses alone; another would be nobody's.
  const lent = iface.device === undefined ? [] : lenders.flatMap((lender) => lender.lendTo(free));
  return [...free, ...lent];
}

/**
 * First and last address of every run: a prefix may hold more addresses than an interface can have. What nobody could be spoken to by,
 * such as addresses of a link, is left out, and so is that of the gateway.
 */
function edges<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly string[] {
  const ends = [...intervalsOf(set)].flatMap((run) => [run.start, space.last(run)]);
  const gateway = GATEWAY[space.family];
  const addresses = ends.filter((end) => isSendable(space, end)).map((end) => space.format(end));
  return [...new Set(addresses)].filter((address) => address !== gateway);
}

/** Lends addresses of networks that are reserved for benchmarks (RFC 2544, RFC 5180), and that no host has. */
class Lender {
  readonly #family: 'ipv4' | 'ipv6';
  readonly #addresses: Generator<string, undefined>;

  constructor(space: Space<number> | Space<bigint>, first: Point, hosts: readonly Host[]) {
    this.#family = space.family;
    const sets = hosts.flatMap(({ interfaces }) =>
      interfaces.map(({ addresses }) => addresses[space.family]),
    );
    this.#addresses = unusedAddresses(space as Space<Point>, first, sets);
  }

  lendTo(addresses: readonly string[]): readonly string[] {
    const has = addresses.some((address) => address.includes(':') === (this.#family === 'ipv6'));
    return has ? [] : [this.#addresses.next().value!];
  }
}

function* unusedAddresses(
  space: Space<Point>,
  first: Point,
  sets: readonly IntervalSet<Point>[],
): Generator<string, undefined> {
  for (let n = 0; ; n++) {
    const address = space.plus(first, n);
    if (!sets.some((set) => has(set, address))) yield space.format(address);
  }
}
