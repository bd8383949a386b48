import { type AddressSet, everyAddress, rangeSet, unionOf } from '../address/address-set.js';
import { intersects } from '../address/intervals.js';
import { parseAddressRange } from '../address/parse.js';
import type { Direction } from '../definition/model.js';
import { type Admission, baselineAdmissions } from '../policy/baseline.js';
import type { Passage } from '../ruleset/canonical.js';
import type { Traffic } from '../traffic/traffic.js';
import type { Owner } from './model.js';

/**
 * Which packets of the baseline count as admitted: those that are admitted for sure, whatever an expectation does not
 * speak of (source port, hop limit), or all that are admitted with some source port and hop limit.
 */
export type Certainty = 'certain' | 'possible';

export function hookOf(direction: Direction): 'input' | 'output' {
  return direction === 'ingress' ? 'input' : 'output';
}

/** Without those that are for other addresses than an interface has: an expectation is about its own. */
export function possibleAdmissions({ settings, iface }: Owner, direction: Direction): readonly Admission[] {
  return baselineAdmissions(settings).filter(
    ({ hook, destination }) =>
      hook === hookOf(direction) && (hook === 'output' || isOwn(iface.addresses, destination)),
  );
}

export function certainAdmissions(owner: Owner, direction: Direction): readonly Admission[] {
  return possibleAdmissions(owner, direction).filter(isCertain);
}

function isOwn({ ipv4, ipv6 }: AddressSet, destination: string | undefined): boolean {
  if (destination === undefined) return true;
  const meant = addressesOf([destination]);
  return intersects(meant.ipv4, ipv4) || intersects(meant.ipv6, ipv6);
}

function isCertain({ hook, hopLimit, sourcePort, destination }: Admission): boolean {
  return hopLimit === undefined && sourcePort === undefined && (hook === 'output' || !destination);
}

/** What an admission lets through, were it not for source port and hop limit. */
export function passageOf(admission: Admission): readonly Passage[] {
  const { hook, family, sources, destination } = admission;
  const named = hook === 'input' ? sources : destination && [destination];
  const peers = named ? addressesOf(named) : everyAddress([family]);
  return trafficOf(admission).map((traffic) => ({ traffic, peers }));
}

function addressesOf(texts: readonly string[]): AddressSet {
  return unionOf(
    texts.map((text) => {
      const parsed = parseAddressRange(text);
      if (!parsed.ok) throw new Error(`the baseline names no address: ${text}`);
      return rangeSet(parsed.range);
    }),
  );
}

function trafficOf({ protocol, icmpTypes, destinationPort }: Admission): readonly Traffic[] {
  if (icmpTypes) {
    return icmpTypes.map(([first, last]) => ({ protocol, first: first * 256, last: last * 256 + 255 }));
  }
  if (destinationPort === undefined) throw new Error('the baseline admits a whole protocol');
  return [{ protocol, first: destinationPort, last: destinationPort }];
}

/** What a baseline can admit under conditions of which expectations do not speak. */
const uncertain: readonly Traffic[] = baselineAdmissions({
  baseline: { neighbourDiscovery: true, multicastListener: true, dhcpv4: true, dhcpv6: true, cloud: true },
  resolvers: [],
})
  .filter((one) => !isCertain(one))
  .flatMap(trafficOf);

/** Whether a baseline can say more about some traffic than what is certain. */
export function touchesBaseline(port: readonly Traffic[]): boolean {
  return port.some((one) =>
    uncertain.some(
      ({ protocol, first, last }) =>
        one.protocol === 'all' || (one.protocol === protocol && one.first <= last && first <= one.last),
    ),
  );
}
