import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { type AddressRange, parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Endpoint, LabHost, Network } from '../model.js';
import { familyOf } from '../network/names.js';
import { isSendable } from '../probes/sendable.js';

export type Ends = readonly [from: Endpoint, to: Endpoint];

/** A host by its id or name; it throws where several have the name. */
export function hostNamed({ hosts }: Network, name: string): LabHost | undefined {
  const named = hosts.filter((host) => host.id === name || host.name === name);
  if (named.length > 1) throw new RangeError(`${named.length} hosts are called '${name}': use an id`);
  return named[0];
}

export function endpointsOf({ id, interfaces }: LabHost): readonly Endpoint[] {
  return interfaces.flatMap((one) =>
    one.addresses.map((address) => ({ host: id, interface: one.id, address })),
  );
}

/** Whoever has an address, however it is spelled; the outside world has only addresses that packets are sent to and from. */
export function endpointAt({ hosts }: Network, text: string): Endpoint {
  const address = spelled(text);
  if (!isOrdinary(text)) throw new RangeError(`${text} is not a single address`);
  return hosts.flatMap(endpointsOf).find((end) => end.address === address) ?? { address };
}

/** One address as the laboratory spells it. */
export function spelled(text: string): string {
  const range = oneAddress(text);
  return range.family === 'ipv4' ? ipv4.format(range.start) : ipv6.format(range.start);
}

function isOrdinary(text: string): boolean {
  const range = oneAddress(text);
  return range.family === 'ipv4' ? isSendable(ipv4, range.start) : isSendable(ipv6, range.start);
}

function oneAddress(text: string): AddressRange {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new RangeError(parsed.fault.problem);
  return parsed.range;
}

/** The first addresses of a family that both have; IPv4 first, where no family is asked for. */
export function meeting(
  sources: readonly Endpoint[],
  targets: readonly Endpoint[],
  family: Family | undefined,
): Ends | undefined {
  for (const one of family ? [family] : (['ipv4', 'ipv6'] as const)) {
    const [from, to] = [sources, targets].map((ends) =>
      ends.find(({ address }) => familyOf(address) === one),
    );
    if (from && to) return [from, to];
  }
  return undefined;
}
