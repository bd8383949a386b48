import { type AddressSet, hasNoAddress } from '../address/address-set.js';
import { LOOPBACK } from '../definition/device.js';
import type { Expectation, Group, Host, Interface, Party, PlacedAllowance } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { SimilarNames } from '../diagnostics/similar-names.js';
import type { Traffic } from '../traffic/traffic.js';
import { type HostInterface, type PartyContext, resolveParty } from './party.js';
import type { ServiceTraffic } from './services.js';

/** An expectation with its references followed. */
export interface LinkedExpectation {
  readonly expectation: Expectation;
  readonly from: readonly LinkedParty[];
  readonly to: readonly LinkedParty[];
  readonly port: readonly LinkedAllowance[];
}

/** Never both without an address. */
export interface LinkedParty {
  readonly party: Party;
  /** Interfaces that are meant themselves, with all of their addresses. Each has some, and none is the loopback device. */
  readonly interfaces: readonly HostInterface[];
  /** Addresses that are meant whoever has them. */
  readonly addresses: AddressSet;
}

export interface LinkedAllowance {
  readonly allowance: PlacedAllowance;
  /** Never empty. */
  readonly traffic: readonly Traffic[];
}

export interface ExpectationContext extends Omit<PartyContext, 'carriersOf' | 'similar'> {
  readonly services: ServiceTraffic;
  readonly groupsOf: ReadonlyMap<Interface, readonly Group[]>;
}

/** Follows the references of expectations; those with a mistake are reported and left out. */
export function linkExpectations(
  expectations: readonly Expectation[],
  context: ExpectationContext,
): readonly LinkedExpectation[] {
  if (expectations.length === 0) return [];
  const carriersOf = collectCarriers(context.hosts.nodes, context.groupsOf);
  const { hosts, groups } = context;
  const similar = new SimilarNames(() => [
    ...hosts.similar.names,
    ...groups.similar.names,
    'anywhere',
    'outside',
  ]);
  const parties = { ...context, carriersOf, similar };
  return expectations
    .map((expectation) => ({
      expectation,
      from: linkParties(expectation.from, parties),
      to: linkParties(expectation.to, parties),
      port: linkPort(expectation.port, context),
    }))
    .filter(({ from, to, port }) => from.length > 0 && to.length > 0 && port.length > 0);
}

function linkParties(parties: readonly Party[], context: PartyContext): readonly LinkedParty[] {
  return parties
    .map((party) => linkParty(party, context))
    .filter((linked): linked is LinkedParty => linked !== undefined);
}

/** Who is named and has no address can neither send nor receive, so nothing of it could be checked. */
function linkParty(party: Party, context: PartyContext): LinkedParty | undefined {
  const { report } = context;
  const resolved = resolveParty(party, context);
  if (!resolved) return undefined;
  const { interfaces, addresses, nobody } = resolved;
  const addressed = interfaces.filter(
    ({ iface }) => !hasNoAddress(iface.addresses) && iface.device !== LOOPBACK,
  );
  if (addressed.length === 0 && hasNoAddress(addresses)) {
    report('checks-nothing', party.span, { problem: nobody });
    return undefined;
  }
  reportUnaddressed(interfaces, party, report);
  return { party, interfaces: addressed, addresses };
}

/** A trusted interface is mostly a bridge, which nobody would look for here. */
function reportUnaddressed(interfaces: readonly HostInterface[], party: Party, report: Report): void {
  for (const { host, iface } of interfaces) {
    if (iface.trusted || !hasNoAddress(iface.addresses)) continue;
    const related = [{ message: 'this interface', span: iface.span }];
    report('interface-left-out', party.span, { name: iface.id, host: host.name }, { related });
  }
}

/** What names a service that is not there, which has been reported, means nothing. */
function linkPort(
  port: readonly PlacedAllowance[],
  { services }: ExpectationContext,
): readonly LinkedAllowance[] {
  return port
    .map((allowance) => ({ allowance, traffic: services.of(allowance) }))
    .filter(({ traffic }) => traffic.length > 0);
}

function collectCarriers(
  hosts: readonly Host[],
  groupsOf: ReadonlyMap<Interface, readonly Group[]>,
): ReadonlyMap<Group, readonly HostInterface[]> {
  const carriers = new Map<Group, HostInterface[]>();
  for (const host of hosts) {
    for (const iface of host.interfaces) {
      for (const group of groupsOf.get(iface) ?? []) {
        const known = carriers.get(group);
        if (known) known.push({ host, iface });
        else carriers.set(group, [{ host, iface }]);
      }
    }
  }
  return carriers;
}
