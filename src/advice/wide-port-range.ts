import { ofSpace } from '../address/address-set.js';
import { covers, has, intersects, isEmpty, type Point, subtract, unionAll } from '../address/intervals.js';
import type { Family, Space } from '../address/space.js';
import { isWorld } from '../address/world.js';
import { groupBy } from '../definition/group-by.js';
import type { Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Allow } from '../policy/model.js';
import type { CellRuleset, FamilyRuleset } from '../ruleset/model.js';
import { formatTraffic } from '../traffic/format.js';
import { hasPorts } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';
import { allowedEverything } from './common-peers.js';
import { relatedRules, rulesToBlame } from './contributors.js';
import type { MergedRules, Subject } from './merged.js';
import { sharedRuns } from './shared-runs.js';
import { familiesInWords } from './words.js';

/** More ports than one program listens on. */
const WIDE = 100;

/**
 * A rule names the ports that are used: no peer may use more than 100 consecutive ports.
 *
 * Peers who may use every protocol are ignored: that is a decision of its own, and `everything-open` speaks up where
 * it goes too far.
 */
export function widePortRange({ groups }: Subject, report: Report): void {
  for (const { group, ingress } of groups) {
    const { ipv4, ipv6 } = ingress.ruleset;
    const found = [...wideRanges(ipv4, ingress), ...wideRanges(ipv6, ingress)];
    for (const [range, same] of groupBy(found, ({ traffic }) => formatTraffic(traffic))) {
      reportRange(group.name, range, same, report);
    }
  }
}

function reportRange(group: string, range: string, same: readonly WideRange[], report: Report): void {
  const { first, last } = same[0]!.traffic;
  const [rule, ...others] = new Set(same.flatMap(({ rules }) => rules));
  const families = familiesInWords(same.map(({ family }) => family));
  const parameters = { who: `group '${group}'`, range, ports: last - first + 1, families };
  const details = {
    suggestion: 'name the ports that are used',
    ...relatedRules(others, 'this rule adds to it'),
  };
  report('wide-port-range', rule?.span, parameters, details);
}

interface WideRange {
  readonly traffic: Traffic;
  readonly family: Family;
  readonly rules: readonly Rule[];
}

function wideRanges<P extends Point>(
  ruleset: FamilyRuleset<P>,
  { allows }: MergedRules,
): readonly WideRange[] {
  const { space, protocols } = ruleset;
  const everything = allowedEverything(ruleset);
  const byTraffic = groupBy(allows, ({ traffic }) => formatTraffic(traffic));
  return protocols
    .filter(({ first }) => hasPorts(first))
    .flatMap(({ first: protocol, cells }) => {
      const rest = cells.map((cell) => ({ ...cell, peers: subtract(cell.peers, everything) }));
      const runs = sharedRuns(rest.filter(({ peers }) => !isEmpty(peers))).filter((run) =>
        isWide(space, run),
      );
      return runs.map((run) => {
        const traffic = { protocol, first: run.first, last: run.last };
        const exactly = byTraffic.get(formatTraffic(traffic)) ?? [];
        return { traffic, family: space.family, rules: rulesBehind(space, traffic, run, exactly, allows) };
      });
    });
}

/** Every port for the world is too much for this advice, and left to `everything-open`. */
function isWide<P extends Point>(space: Space<P>, { first, last, peers }: CellRuleset<P>): boolean {
  const isEveryPort = first <= 1 && last === 65_535;
  return last - first + 1 > WIDE && !(isEveryPort && isWorld(space, peers));
}

/**
 * The rules that let one of the peers have the whole range, or else those that let one peer have it together. No rule
 * for one of these peers reaches beyond the range, so the former are rules for exactly it.
 */
function rulesBehind<P extends Point>(
  space: Space<P>,
  { protocol, first, last }: Traffic,
  { peers }: CellRuleset<P>,
  exactly: readonly Allow[],
  allows: readonly Allow[],
): readonly Rule[] {
  const whole = exactly.filter((allow) => intersects(ofSpace(space, allow.peers), peers));
  const ofOnePeer = (allow: Allow) =>
    allow.traffic.protocol === protocol && has(ofSpace(space, allow.peers), peers[0]!);
  return rulesToBlame(
    whole.length > 0 ? whole : allows.filter(ofOnePeer),
    ({ traffic }) => traffic.last - traffic.first,
    (some) =>
      covers(unionAll(some.map(({ traffic }) => [traffic.first, traffic.last + 1])), [first, last + 1]),
  );
}
