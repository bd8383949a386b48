import { type IntervalSet, intersect, type Point, unionAll } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { countAddresses } from '../address/space.js';
import type { Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Allow } from '../policy/model.js';
import { canonicalRuleset } from '../ruleset/canonical.js';
import type { FamilyRuleset, Ruleset } from '../ruleset/model.js';
import { hasPorts, TCP, UDP } from '../traffic/protocols.js';
import { relatedRules, rulesToBlame } from './contributors.js';
import type { MergedRules, Subject } from './merged.js';
import { familiesInWords, inWords } from './words.js';
import { isWorld, ofSpace } from './world.js';

/**
 * A group chooses what it lets in: neither all traffic, nor every port of TCP or of UDP, is open to the world.
 *
 * Ports 1 to 65535 are every port, since nobody listens on port 0.
 */
export function everythingOpen({ groups }: Subject, report: Report): void {
  for (const { group, ingress } of groups) {
    const found = [...openIn(ingress, 'ipv4'), ...openIn(ingress, 'ipv6')];
    for (const what of new Set(found.map((one) => one.what))) {
      const same = found.filter((one) => one.what === what);
      const [rule, ...others] = new Set(same.flatMap(({ rules }) => rules));
      const families = familiesInWords(same.map(({ family }) => family));
      const details = {
        suggestion: 'name the services that are meant',
        ...relatedRules(others, 'this rule adds to it'),
      };
      report('everything-open', rule?.span, { who: `group '${group.name}'`, what, families }, details);
    }
  }
}

interface Finding {
  readonly what: string;
  readonly family: Family;
  readonly rules: readonly Rule[];
}

function openIn({ ruleset, allows }: MergedRules, family: Family): readonly Finding[] {
  const wide = widelyOpen(ruleset, family);
  if (wide.length === 0) return [];
  const what =
    wide.length > 2
      ? 'all traffic'
      : `every ${inWords(wide.map((one) => (one === TCP ? 'TCP' : 'UDP')))} port`;
  const space = ruleset[family].space as FamilyRuleset<Point>['space'];
  const rules = rulesToBlame(
    allows,
    ({ traffic, peers }) => (traffic.last - traffic.first + 1) * countAddresses(space, ofSpace(space, peers)),
    (some) =>
      isWorld(space, unionAll(some.map(({ peers }) => ofSpace(space, peers)))) && suffice(some, family, wide),
  );
  return [{ what, family, rules }];
}

function suffice(some: readonly Allow[], family: Family, wide: readonly number[]): boolean {
  return widelyOpen(canonicalRuleset(some), family).length >= wide.length;
}

const everyProtocol = Array.from({ length: 256 }, (_, protocol) => protocol);

/** Every protocol if all are open to the world; else TCP and UDP, so far as every port of theirs is. */
function widelyOpen(ruleset: Ruleset, family: Family): readonly number[] {
  const isOpen = (protocol: number) => isOpenToWorld(ruleset[family] as FamilyRuleset<Point>, protocol);
  const transports = [TCP, UDP].filter(isOpen);
  return transports.length === 2 && everyProtocol.every(isOpen) ? everyProtocol : transports;
}

/** Goes through the cells only until too few peers are left that may use all of them. */
function isOpenToWorld<P extends Point>({ space, protocols }: FamilyRuleset<P>, protocol: number): boolean {
  const cells = protocols.find(({ first, last }) => first <= protocol && protocol <= last)?.cells ?? [];
  let next = hasPorts(protocol) ? 1 : 0;
  let common: IntervalSet<P> = space.everything;
  for (const { first, last, peers } of cells) {
    if (first > next || !isWorld(space, common)) return false;
    common = intersect(common, peers);
    next = last + 1;
  }
  return next === 65_536 && isWorld(space, common);
}
