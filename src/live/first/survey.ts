import { type AddressSet, addressSet, ofFamilies, rangeSet } from '../../address/address-set.js';
import { covers } from '../../address/intervals.js';
import { type AddressRange, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import { setOf } from '../../address/world.js';
import { deviceFault } from '../../definition/device.js';
import { groupBy } from '../../definition/group-by.js';
import { presetsOf } from './called.js';
import type { Device } from './devices.js';
import type { Listener } from './listeners.js';

/** What is known of a machine before a definition of it is written. */
export interface Facts {
  readonly devices: readonly Device[];
  readonly listeners: readonly Listener[];
  /** TCP ports on which SSH servers listen. */
  readonly sshPorts: ReadonlySet<number>;
  /** The ports from which the kernel takes one for a client that names none, the last one too. */
  readonly clientPorts: readonly [first: number, last: number];
  /** Whether it passes on packets of others, as routers and hosts of containers do. */
  readonly forwards: boolean;
}

/** A device that is named in the definition, and what listens where its packets come to. */
export interface SurveyedDevice {
  readonly name: string;
  /** For others to refer to; link-local and temporary ones tell nobody who this machine is. */
  readonly addresses: readonly string[];
  /** Ports of SSH servers. */
  readonly ssh: readonly number[];
  readonly services: readonly Service[];
}

/** A port that something listens on. */
export interface Service {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Of the packets that reach it; never empty. */
  readonly families: readonly Family[];
  /** Names of the programs; empty where they cannot be seen. */
  readonly programs: readonly string[];
  /** The device's own private networks, as far as the service is of their family. Empty: whoever is near is no more known than the rest. */
  readonly near: AddressSet;
  /** Whether it is most likely of a program that only asks others: their answers pass anyway. */
  readonly isClient: boolean;
}

export interface Survey {
  readonly devices: readonly SurveyedDevice[];
  /** Devices that the definition does not name, whose packets are therefore dropped, and why. */
  readonly unnamed: readonly { readonly name: string; readonly why: string }[];
  /** What listens on an address that no device has, such as that of a multicast group: nothing is written for it. */
  readonly elsewhere: readonly Listener[];
  readonly forwards: boolean;
}

/** Networks whose addresses nobody has on the internet (RFC 1918, RFC 4193): who is in one is of the same house. */
const houses = setOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');

/** The clients of DHCP and DHCPv6, which the baseline lets answers come to. */
const DHCP_CLIENTS: ReadonlySet<number> = new Set([68, 546]);

export function survey(facts: Facts): Survey {
  const others = facts.devices.filter(({ isLoopback }) => !isLoopback);
  const all = others.map((device) => ({ device, why: whyUnnamed(device) }));
  return {
    devices: all.flatMap(({ device, why }) => (why === undefined ? [surveyed(device, facts)] : [])),
    unnamed: all.flatMap(({ device: { name }, why }) => (why === undefined ? [] : [{ name, why }])),
    elsewhere: facts.listeners.filter(
      (one) => !facts.devices.some((device) => isReachedBy(device, one, facts.devices)),
    ),
    forwards: facts.forwards,
  };
}

function whyUnnamed({ name, isUp, addresses }: Device): string | undefined {
  const fault = deviceFault(name);
  if (fault !== undefined) return `its name: ${fault}`;
  if (addresses.length > 0) return undefined;
  return isUp ? 'it has no address' : 'it is down';
}

function surveyed(device: Device, facts: Facts): SurveyedDevice {
  const here = facts.listeners.filter((listener) => isReachedBy(device, listener, facts.devices));
  const isSsh = ({ protocol, port }: Listener) => protocol === 'tcp' && facts.sshPorts.has(port);
  return {
    name: device.name,
    addresses: device.addresses
      .filter(({ scope, isTemporary }) => scope !== 'link' && !isTemporary)
      .map(({ text }) => text),
    ssh: [...new Set(here.filter(isSsh).map(({ port }) => port))].sort((a, b) => a - b),
    services: servicesOf(
      here.filter((one) => !isSsh(one) && !(one.protocol === 'udp' && DHCP_CLIENTS.has(one.port))),
      device,
      facts,
    ),
  };
}

/** Whether packets that come to one of its own addresses by a device can reach a listener. */
function isReachedBy(device: Device, { address, device: only, families }: Listener, all: readonly Device[]) {
  if (only !== undefined) return only === device.name;
  if (address === undefined) return device.addresses.some(({ family }) => families.includes(family));
  if (has(device, address)) return true;
  // An address of the loopback device that is not the machine's alone is there to be reached by any other.
  return all.some((one) => one.isLoopback && has(one, address, 'global'));
}

function has({ addresses, isLoopback }: Device, address: string, scope?: string): boolean {
  return addresses.some(
    (one) =>
      (one.text === address || (isLoopback && isWithin(address, one.network))) &&
      (scope === undefined || one.scope === scope),
  );
}

/** All of the loopback network is the machine's own. */
function isWithin(address: string, network: AddressRange | undefined): boolean {
  const parsed = parseAddress(address);
  if (!network || !parsed.ok || parsed.range.family !== network.family) return false;
  return network.start <= parsed.range.start && parsed.range.end <= network.end;
}

function servicesOf(listeners: readonly Listener[], device: Device, facts: Facts): readonly Service[] {
  const byPort = groupBy(listeners, ({ protocol, port }) => `${protocol}/${port}`);
  return [...byPort.values()]
    .map((some) => serviceOf(some, device, facts))
    .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

/** All that listens on one port. */
function serviceOf(listeners: readonly Listener[], device: Device, { clientPorts }: Facts): Service {
  const { protocol, port } = listeners[0]!;
  const families = (['ipv4', 'ipv6'] as const).filter(
    (family) =>
      device.addresses.some((one) => one.family === family) &&
      listeners.some((one) => one.families.includes(family)),
  );
  const programs = listeners.flatMap((one) => one.programs.map(({ name }) => name));
  const [first, last] = clientPorts;
  return {
    protocol,
    port,
    families,
    programs: [...new Set(programs)],
    near: ofFamilies(families, housesOf(device)),
    isClient:
      protocol === 'udp' && port >= first && port <= last && presetsOf({ protocol, port }).length === 0,
  };
}

/** The device's own networks, where they are private. */
function housesOf({ addresses }: Device): AddressSet {
  const networks = addresses.flatMap(({ network }) => (network ? [network] : []));
  return addressSet(
    networks.filter((network) => {
      const { ipv4, ipv6 } = rangeSet(network);
      return covers(houses.ipv4, ipv4) && covers(houses.ipv6, ipv6);
    }),
  );
}
