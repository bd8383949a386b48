import { everyAddress, rangeSet } from '../address/address-set.js';
import { parseAddressRange } from '../address/parse.js';
import type { Direction, Settings } from '../definition/model.js';
import type { Passage } from '../ruleset/canonical.js';
import { type Admission, baselineAdmissions } from '../target/baseline.js';
import type { Traffic } from '../traffic/traffic.js';

/**
 * Which packets of the baseline count as admitted: those that are admitted for sure, whatever an expectation does not
 * speak of (source port, hop limit), or all that are admitted with some source port and hop limit.
 */
export type Certainty = 'certain' | 'possible';

export function hookOf(direction: Direction): 'input' | 'output' {
  return direction === 'ingress' ? 'input' : 'output';
}

export function possibleAdmissions({ baseline }: Settings, direction: Direction): readonly Admission[] {
  return baselineAdmissions(baseline).filter(({ hook }) => hook === hookOf(direction));
}

export function certainAdmissions(settings: Settings, direction: Direction): readonly Admission[] {
  return possibleAdmissions(settings, direction).filter(isCertain);
}

function isCertain({ hopLimit, sourcePort }: Admission): boolean {
  return hopLimit === undefined && sourcePort === undefined;
}

/** What an admission lets through, were it not for source port and hop limit. */
export function passageOf(admission: Admission): readonly Passage[] {
  const { hook, family, source, destination } = admission;
  const peer = hook === 'input' ? source : destination;
  const parsed = peer === undefined ? undefined : parseAddressRange(peer);
  if (parsed && !parsed.ok) throw new Error(`the baseline names no address: ${peer}`);
  const peers = parsed ? rangeSet(parsed.range) : everyAddress([family]);
  return trafficOf(admission).map((traffic) => ({ traffic, peers }));
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
  neighbourDiscovery: true,
  multicastListener: true,
  dhcpv4: true,
  dhcpv6: true,
  cloud: true,
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
