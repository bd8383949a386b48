import { type AddressSet, hasNoAddress } from '../address/address-set.js';
import { isEmpty } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Host } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';
import type { LinkedExpectation, LinkedParty } from '../policy/expectations.js';
import { familiesOf } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';
import { endsOf, type Owners } from './ends.js';
import type { End } from './model.js';

/** Who is at one end. */
interface Presence {
  readonly families: readonly Family[];
  /** Families that somebody outside has. */
  readonly outside: ReadonlySet<Family>;
  readonly hosts: Readonly<Record<Family, ReadonlySet<Host>>>;
}

const families = ['ipv4', 'ipv6'] as const;

/**
 * Reports each part of an expectation of which no packet could ever be checked: ends without a family in common, ICMP of the
 * other family, a host and itself, or two ends that are both outside. Whether there was any.
 */
export function reportUnchecked(
  { expectation, from, to, port }: LinkedExpectation,
  ends: { readonly from: readonly End[]; readonly to: readonly End[] },
  owners: Owners,
  report: Report,
): boolean {
  const [sending, receiving] = [presenceOf(ends.from), presenceOf(ends.to)];
  const traffic = port.flatMap((one) => one.traffic);
  let isUnchecked = false;
  const check = (a: Presence, b: Presence, some: readonly Traffic[], span: Span): boolean => {
    const problem = problemOf(a, b, some);
    if (problem === undefined) return true;
    report('checks-nothing', span, { problem });
    isUnchecked = true;
    return false;
  };
  if (!check(sending, receiving, traffic, expectation.span)) return true;
  for (const party of several(from))
    check(presenceOfParty(party, owners), receiving, traffic, party.party.span);
  for (const party of several(to)) check(sending, presenceOfParty(party, owners), traffic, party.party.span);
  for (const one of several(port)) check(sending, receiving, one.traffic, one.allowance.span);
  return isUnchecked;
}

/** A single one is all that there is, which has been looked at. */
function several<T>(all: readonly T[]): readonly T[] {
  return all.length > 1 ? all : [];
}

function presenceOfParty(party: LinkedParty, owners: Owners): Presence {
  return presenceOf(endsOf([party], owners));
}

function presenceOf(ends: readonly End[]): Presence {
  const outside = new Set<Family>();
  const hosts = { ipv4: new Set<Host>(), ipv6: new Set<Host>() };
  for (const { owner, addresses } of ends) {
    for (const family of familiesIn(addresses)) {
      if (owner) hosts[family].add(owner.host);
      else outside.add(family);
    }
  }
  return {
    families: families.filter((family) => outside.has(family) || hosts[family].size > 0),
    outside,
    hosts,
  };
}

function familiesIn(addresses: AddressSet): readonly Family[] {
  if (hasNoAddress(addresses)) return [];
  return families.filter((family) => !isEmpty(addresses[family]));
}

/** Why nobody of one end can send the traffic to anybody of the other; nothing where somebody can. */
function problemOf(a: Presence, b: Presence, traffic: readonly Traffic[]): string | undefined {
  if (a.families.length === 0 || b.families.length === 0)
    return 'it is not known by which interface an address of a loopback device is reached';
  const common = a.families.filter((family) => b.families.includes(family));
  if (common.length === 0) return 'one end has IPv4 addresses only and the other IPv6 addresses only';
  const carrying = common.filter((family) => traffic.some((one) => travels(one, family)));
  if (carrying.length === 0) {
    return common[0] === 'ipv4' ? 'ICMPv6 never travels over IPv4' : 'ICMP never travels over IPv6';
  }
  if (carrying.some((family) => meet(a, b, family))) return undefined;
  if (carrying.some((family) => a.hosts[family].size > 0))
    return 'what a host sends to itself is not filtered by its rules';
  return 'neither end is an interface of the definition';
}

function travels({ protocol }: Traffic, family: Family): boolean {
  return protocol === 'all' || familiesOf(protocol).includes(family);
}

/** The outside and itself, and a host and itself, are nobody's business here. */
function meet(a: Presence, b: Presence, family: Family): boolean {
  const [mine, theirs] = [a.hosts[family], b.hosts[family]];
  if (a.outside.has(family) && theirs.size > 0) return true;
  if (b.outside.has(family) && mine.size > 0) return true;
  return mine.size > 0 && theirs.size > 0 && (mine.size + theirs.size > 2 || first(mine) !== first(theirs));
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const one of set) return one;
  return undefined;
}
