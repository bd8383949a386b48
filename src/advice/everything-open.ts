import { ofSpace } from '../address/address-set.js';
import { type Point, unionAll } from '../address/intervals.js';
import { countAddresses, type Family } from '../address/space.js';
import { isWorld } from '../address/world.js';
import { groupBy } from '../definition/group-by.js';
import type { Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Allow } from '../policy/model.js';
import { canonicalRuleset } from '../ruleset/canonical.js';
import type { FamilyRuleset } from '../ruleset/model.js';
import { hasPorts, TCP, UDP } from '../traffic/protocols.js';
import { commonPeers } from './common-peers.js';
import { relatedRules, rulesToBlame } from './contributors.js';
import type { Subject } from './merged.js';
import { familiesInWords } from './words.js';

/**
 * A group chooses what it lets in: neither all traffic, nor every port of TCP or of UDP, is open to the world.
 *
 * Ports 1 to 65535 are every port, since nobody listens on port 0.
 */
export function everythingOpen({ groups }: Subject, report: Report): void {
  for (const { group, ingress } of groups) {
    const { ipv4, ipv6 } = ingress.ruleset;
    const found = [...openIn(ipv4, ingress.allows), ...openIn(ipv6, ingress.allows)];
    for (const [what, same] of groupBy(found, (one) => one.what)) reportOpen(group.name, what, same, report);
  }
}

function reportOpen(group: string, what: What, same: readonly Finding[], report: Report): void {
  const [rule, ...others] = new Set(same.flatMap(({ rules }) => rules));
  const families = familiesInWords(same.map(({ family }) => family));
  const related = relatedRules(others, 'this rule adds to it');
  const details = { suggestion: 'name the services you need', ...related };
  report('everything-open', rule?.span, { who: `group '${group}'`, what, families }, details);
}

type What = 'all traffic' | 'every TCP and UDP port' | 'every TCP port' | 'every UDP port';

interface Finding {
  readonly what: What;
  readonly family: Family;
  readonly rules: readonly Rule[];
}

function openIn<P extends Point>(ruleset: FamilyRuleset<P>, allows: readonly Allow[]): readonly Finding[] {
  const { space } = ruleset;
  const what = openToWorld(ruleset);
  if (!what) return [];
  const extent = ({ traffic, peers }: Allow) =>
    (traffic.last - traffic.first + 1) * countAddresses(space, ofSpace(space, peers));
  const rules = rulesToBlame(allows, extent, (some) => {
    if (!isWorld(space, unionAll(some.map(({ peers }) => ofSpace(space, peers))))) return false;
    return openToWorld(canonicalRuleset(some)[space.family] as FamilyRuleset<Point>) === what;
  });
  return [{ what, family: space.family, rules }];
}

const everyProtocol = Array.from({ length: 256 }, (_, protocol) => protocol);

function openToWorld<P extends Point>(ruleset: FamilyRuleset<P>): What | undefined {
  const isOpen = (protocol: number) =>
    isWorld(ruleset.space, commonPeers(ruleset, protocol, hasPorts(protocol) ? 1 : 0));
  const [tcp, udp] = [isOpen(TCP), isOpen(UDP)];
  if (tcp && udp) return everyProtocol.every(isOpen) ? 'all traffic' : 'every TCP and UDP port';
  if (tcp) return 'every TCP port';
  return udp ? 'every UDP port' : undefined;
}
