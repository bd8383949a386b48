import type { AddressRange } from '../../address/parse.js';
import { parseAddress, parseAddressRange } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import { MachineError } from '../../machine/errors.js';

/** A network device of this machine. */
export interface Device {
  readonly name: string;
  readonly isUp: boolean;
  /** Whether it is the machine's way to itself. */
  readonly isLoopback: boolean;
  readonly addresses: readonly OwnAddress[];
}

/** An address that a device has. */
export interface OwnAddress {
  readonly text: string;
  readonly family: Family;
  /** Who is reached without a router: the network it lies in, or the other end of a line. Undefined: nobody but itself. */
  readonly network: AddressRange | undefined;
  /** `host`, `link` or `global`, and others of the kernel's. */
  readonly scope: string;
  /** Given up for another after a while, for privacy: not what others know this machine by. */
  readonly isTemporary: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads what `ip -j address` prints. Throws a `MachineError` where that is not understood. */
export function devicesIn(listing: string): readonly Device[] {
  return listOf(parsed(listing)).map((device) => {
    const { ifname, flags, addr_info: addresses = [] } = device;
    if (typeof ifname !== 'string' || !Array.isArray(flags)) throw notUnderstood(device);
    return {
      name: ifname,
      isUp: flags.includes('UP'),
      isLoopback: flags.includes('LOOPBACK'),
      addresses: listOf(addresses).map(ownAddress),
    };
  });
}

function ownAddress(fields: Fields): OwnAddress {
  const { local, address: otherEnd, prefixlen, scope, temporary } = fields;
  const own = parseAddress(String(local));
  const network = parseAddressRange(`${otherEnd ?? local}/${prefixlen}`);
  if (!own.ok || !network.ok) throw notUnderstood(fields);
  return {
    text: String(local),
    family: own.range.family,
    network: isSame(own.range, network.range) ? undefined : network.range,
    scope: String(scope),
    isTemporary: temporary === true,
  };
}

function isSame(a: AddressRange, b: AddressRange): boolean {
  return a.start === b.start && a.end === b.end;
}

function parsed(listing: string): unknown {
  try {
    return JSON.parse(listing);
  } catch {
    throw notUnderstood(listing.slice(0, 100));
  }
}

/** Some versions of iproute2 put `{}` for what they leave out. */
function listOf(value: unknown): readonly Fields[] {
  if (!Array.isArray(value)) throw notUnderstood(value);
  return value.filter((one) => typeof one === 'object' && one !== null && Object.keys(one).length > 0);
}

function notUnderstood(what: unknown): MachineError {
  return new MachineError(`'ip -j address' printed what is not understood: ${JSON.stringify(what)}`);
}
