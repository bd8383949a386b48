import type { Direction, Settings } from '../definition/model.js';
import type { Allow } from '../policy/model.js';
import type { AllowIndex } from '../ruleset/allow-index.js';
import { canonicalRuleset, type Passage } from '../ruleset/canonical.js';
import type { Ruleset } from '../ruleset/model.js';
import type { Traffic } from '../traffic/traffic.js';
import { type Certainty, certainAdmissions, hookOf, passageOf, possibleAdmissions } from './admissions.js';
import type { Owner } from './model.js';
import { everything, PassageKeys } from './passage.js';

/**
 * What an interface lets through in one direction, of the traffic that is asked for; what it says of other traffic is left
 * out. Interfaces that say the same of it have mostly the same object.
 */
export type FilterOf = (owner: Owner | undefined, direction: Direction) => Ruleset;

/** Rulesets that were made before, for this expectation or another; forgotten all at once when they have grown too many. */
export interface KnownRulesets {
  readonly byList: Map<AllowIndex, Map<string, Ruleset>>;
  readonly byContents: Map<string, Ruleset>;
  /** Boundaries of all peers, and something for each entry. */
  weight: number;
  /** What baselines admit: by settings, and by what an interface's own addresses leave of them. Never forgotten. */
  readonly byBaseline: Map<Settings, Map<string, Admissions>>;
  readonly keys: PassageKeys;
}

/** A list of a hundred thousand prefixes cannot be kept for every port of every host that it stands at. */
const [BUDGET, ENTRY] = [2_000_000, 50];

export function noRulesets(): KnownRulesets {
  return {
    byList: new Map(),
    byContents: new Map(),
    weight: 0,
    byBaseline: new Map(),
    keys: new PassageKeys(),
  };
}

const open = canonicalRuleset([everything]);

export function filtersFor(port: readonly Traffic[], certainty: Certainty, known: KnownRulesets): FilterOf {
  const portKey = port.map(({ protocol, first, last }) => `${protocol}/${first}-${last}`).join();
  return (owner, direction) => {
    if (!owner || isOpen(owner, direction)) return open;
    const allows = owner.allows[direction];
    const admissions = admissionsOf(owner, direction, certainty, known);
    const key = `${direction} ${portKey} ${admissions.key}`;
    const found = known.byList.get(allows)?.get(key);
    if (found) return found;
    const ruleset = rulesetOf([...relevant(allows, port), ...admissions.passages], known);
    const ofList = known.byList.get(allows) ?? new Map<string, Ruleset>();
    known.byList.set(allows, ofList.set(key, ruleset));
    known.weight += ENTRY;
    return ruleset;
  };
}

/** Whether everything passes, without a rule. */
export function isOpen({ policy, settings }: Owner, direction: Direction): boolean {
  return policy.trusted || settings[hookOf(direction)] === 'ignore';
}

/** The allows that have something to say of the traffic. */
function relevant(allows: AllowIndex, port: readonly Traffic[]): readonly Passage[] {
  const found = new Set<Allow>();
  for (const { protocol, first, last } of port) {
    if (protocol === 'all') return allows.list;
    const groups = allows.within({ protocols: [protocol, protocol], cells: [first, last] });
    for (const { positions } of groups) for (const position of positions) found.add(allows.list[position]!);
  }
  return [...found];
}

function rulesetOf(passages: readonly Passage[], known: KnownRulesets): Ruleset {
  const key = [...new Set(passages.map((one) => known.keys.of(one)))].sort().join(' ');
  const same = known.byContents.get(key);
  if (same) return same;
  const ruleset = canonicalRuleset(passages);
  const weight = sizeOf(passages) + ENTRY;
  if (known.weight + weight > BUDGET) forget(known);
  known.weight += weight;
  known.byContents.set(key, ruleset);
  return ruleset;
}

function forget(known: KnownRulesets): void {
  known.byList.clear();
  known.byContents.clear();
  known.weight = 0;
}

function sizeOf(passages: readonly Passage[]): number {
  return passages.reduce((sum, { peers }) => sum + peers.ipv4.length + peers.ipv6.length, 0);
}

interface Admissions {
  readonly key: string;
  readonly passages: readonly Passage[];
}

function admissionsOf(
  owner: Owner,
  direction: Direction,
  certainty: Certainty,
  { byBaseline }: KnownRulesets,
): Admissions {
  const known = byBaseline.get(owner.settings) ?? new Map<string, Admissions>();
  byBaseline.set(owner.settings, known);
  const some = (certainty === 'certain' ? certainAdmissions : possibleAdmissions)(owner, direction);
  const key = some.map(({ reason, destination }) => `${reason} ${destination}`).join();
  const found = known.get(`${direction} ${key}`) ?? { key, passages: some.flatMap(passageOf) };
  known.set(`${direction} ${key}`, found);
  return found;
}
