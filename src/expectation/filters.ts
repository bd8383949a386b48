import { everyAddress, rangeSet } from '../address/address-set.js';
import { parseAddressRange } from '../address/parse.js';
import type { Direction } from '../definition/model.js';
import type { Allow } from '../policy/model.js';
import { canonicalRuleset, type Passage } from '../ruleset/canonical.js';
import type { Ruleset } from '../ruleset/model.js';
import { type Admission, baselineAdmissions } from '../target/baseline.js';
import { allTraffic, type Traffic } from '../traffic/traffic.js';
import type { Owner } from './model.js';

/**
 * Which packets of the baseline count as admitted: those that are admitted for sure, whatever an expectation does not
 * speak of (source port, hop limit), or all that are admitted with some source port and hop limit.
 */
export type Certainty = 'certain' | 'possible';

/** What an interface lets through in one direction. Interfaces that let the same through have mostly the same object. */
export type FilterOf = (owner: Owner | undefined, direction: Direction) => Ruleset;

const open = canonicalRuleset([{ traffic: allTraffic, peers: everyAddress(['ipv4', 'ipv6']) }]);

export function filtersOf(certainty: Certainty): FilterOf {
  const known = new Map<readonly Allow[], Map<string, Ruleset>>();
  return (owner, direction) => {
    if (!owner || isOpen(owner, direction)) return open;
    const admissions = admissionsOf(owner, direction).filter(
      (one) => certainty === 'possible' || isCertain(one),
    );
    const allows = owner.policy[direction];
    const made = known.get(allows) ?? new Map<string, Ruleset>();
    known.set(allows, made);
    const key = admissions.map(({ reason }) => reason).join();
    const ruleset = made.get(key) ?? canonicalRuleset([...allows, ...admissions.flatMap(passageOf)]);
    made.set(key, ruleset);
    return ruleset;
  };
}

/** Whether everything passes, without a rule. */
export function isOpen({ policy, settings }: Owner, direction: Direction): boolean {
  return policy.trusted || settings[hookOf(direction)] === 'ignore';
}

export function hookOf(direction: Direction): 'input' | 'output' {
  return direction === 'ingress' ? 'input' : 'output';
}

export function admissionsOf({ settings }: Owner, direction: Direction): readonly Admission[] {
  return baselineAdmissions(settings.baseline).filter(({ hook }) => hook === hookOf(direction));
}

export function isCertain({ hopLimit, sourcePort }: Admission): boolean {
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
