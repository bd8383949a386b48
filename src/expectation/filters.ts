import type { Direction, Settings } from '../definition/model.js';
import type { Allow } from '../policy/model.js';
import { allowsWithin } from '../ruleset/allow-index.js';
import { canonicalRuleset, type Passage } from '../ruleset/canonical.js';
import type { Ruleset } from '../ruleset/model.js';
import type { Traffic } from '../traffic/traffic.js';
import { type Certainty, certainAdmissions, hookOf, passageOf, possibleAdmissions } from './admissions.js';
import type { Owner } from './model.js';
import { everything, passageKey } from './passage.js';

/**
 * What an interface lets through in one direction, of the traffic that is asked for; what it says of other traffic is left
 * out. Interfaces that say the same of it have mostly the same object.
 */
export type FilterOf = (owner: Owner | undefined, direction: Direction) => Ruleset;

/** Rulesets that were made for other traffic or other interfaces, by what they consist of. */
export type KnownRulesets = Map<string, Ruleset>;

/** So many are kept, of which each has at most so many boundaries among its peers. */
const [KEPT, SIZE] = [20_000, 1_000];

const open = canonicalRuleset([everything]);

export function filtersFor(port: readonly Traffic[], certainty: Certainty, known: KnownRulesets): FilterOf {
  const own = new Map<string, Ruleset>();
  const made = new Map<readonly Allow[], Map<string, Ruleset>>();
  return (owner, direction) => {
    if (!owner || isOpen(owner, direction)) return open;
    const allows = owner.policy[direction];
    const { key, passages } = admissionsOf(owner.settings, direction, certainty);
    const ofAllows = made.get(allows) ?? new Map<string, Ruleset>();
    made.set(allows, ofAllows);
    const ruleset = ofAllows.get(key) ?? rulesetOf([...relevant(allows, port), ...passages], own, known);
    ofAllows.set(key, ruleset);
    return ruleset;
  };
}

/** Whether everything passes, without a rule. */
export function isOpen({ policy, settings }: Owner, direction: Direction): boolean {
  return policy.trusted || settings[hookOf(direction)] === 'ignore';
}

/** The allows that have something to say of the traffic. */
function relevant(allows: readonly Allow[], port: readonly Traffic[]): readonly Passage[] {
  const found = new Set<Allow>();
  for (const { protocol, first, last } of port) {
    if (protocol === 'all') return allows;
    const groups = allowsWithin(allows, { protocols: [protocol, protocol], cells: [first, last] });
    for (const group of groups) for (const { allow } of group.allows) found.add(allow);
  }
  return [...found];
}

/** A list of a hundred thousand prefixes is not kept once for every port that it stands at. */
function rulesetOf(passages: readonly Passage[], own: Map<string, Ruleset>, known: KnownRulesets): Ruleset {
  const key = [...new Set(passages.map(passageKey))].sort().join(' ');
  const same = own.get(key) ?? known.get(key);
  if (same) return same;
  const ruleset = canonicalRuleset(passages);
  own.set(key, ruleset);
  if (sizeOf(passages) > SIZE) return ruleset;
  if (known.size >= KEPT) known.clear();
  known.set(key, ruleset);
  return ruleset;
}

function sizeOf(passages: readonly Passage[]): number {
  return passages.reduce((sum, { peers }) => sum + peers.ipv4.length + peers.ipv6.length, 0);
}

interface Admissions {
  readonly key: string;
  readonly passages: readonly Passage[];
}

const byBaseline = new WeakMap<Settings, Map<string, Admissions>>();

function admissionsOf(settings: Settings, direction: Direction, certainty: Certainty): Admissions {
  const known = byBaseline.get(settings) ?? new Map<string, Admissions>();
  byBaseline.set(settings, known);
  const key = `${direction} ${certainty}`;
  const found = known.get(key) ?? makeAdmissions(settings, direction, certainty);
  known.set(key, found);
  return found;
}

function makeAdmissions(settings: Settings, direction: Direction, certainty: Certainty): Admissions {
  const some = (certainty === 'certain' ? certainAdmissions : possibleAdmissions)(settings, direction);
  return { key: some.map(({ reason }) => reason).join(), passages: some.flatMap(passageOf) };
}
