import { covers, has, intersect, isEmpty, type Point, subtract, unionAll } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Allow } from '../policy/model.js';
import { factorRuleset } from '../ruleset/factor.js';
import type { CellRuleset, FamilyRuleset } from '../ruleset/model.js';
import { formatTraffic } from '../traffic/format.js';
import { hasPorts } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';
import { relatedRules, rulesToBlame } from './contributors.js';
import type { MergedRules, Subject } from './merged.js';
import { sharedRuns } from './shared-runs.js';
import { familiesInWords } from './words.js';
import { isWorld, ofSpace } from './world.js';

/** More ports than one program listens on. */
const WIDE = 100;

/**
 * A rule names the ports that are used: no peer may use more than 100 consecutive ports.
 *
 * Peers who may use every protocol are left aside: that is a decision of its own, and `everything-open` speaks up where
 * it goes too far.
 */
export function widePortRange({ groups }: Subject, report: Report): void {
  for (const { group, ingress } of groups) {
    const { ipv4, ipv6 } = ingress.ruleset;
    const found = [...wideRanges(ipv4, ingress), ...wideRanges(ipv6, ingress)];
    for (const range of new Set(found.map(({ traffic }) => formatTraffic(traffic)))) {
      const same = found.filter(({ traffic }) => formatTraffic(traffic) === range);
      reportRange(group.name, range, same, report);
    }
  }
}

function reportRange(group: string, range: string, same: readonly WideRange[], report: Report): void {
  const { traffic } = same[0]!;
  const [rule, ...others] = new Set(same.flatMap(({ rules }) => rules));
  const families = familiesInWords(same.map(({ family }) => family));
  const parameters = { who: `group '${group}'`, range, ports: traffic.last - traffic.first + 1, families };
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
  const { space } = ruleset;
  const { everything } = factorRuleset(ruleset);
  return ruleset.protocols
    .filter(({ first }) => hasPorts(first))
    .flatMap(({ first: protocol, cells }) => {
      const rest = cells.map((cell) => ({ ...cell, peers: subtract(cell.peers, everything) }));
      const runs = sharedRuns(rest.filter(({ peers }) => !isEmpty(peers)));
      return runs
        .filter(({ first, last }) => last - first + 1 > WIDE)
        .filter(({ first, last, peers }) => !(first <= 1 && last === 65_535 && isWorld(space, peers)))
        .map((run) => ({
          traffic: { protocol, first: run.first, last: run.last },
          family: space.family,
          rules: rulesBehind(ruleset, protocol, run, allows),
        }));
    });
}

/** The rules that let some peer have the whole range, or else those that let one peer have it together. */
function rulesBehind<P extends Point>(
  { space }: FamilyRuleset<P>,
  protocol: number,
  run: CellRuleset<P>,
  allows: readonly Allow[],
): readonly Rule[] {
  const range = [run.first, run.last + 1];
  const cellsOf = ({ traffic }: Allow) => [traffic.first, traffic.last + 1];
  const overlapping = allows.filter(({ traffic }) => {
    return traffic.protocol === protocol && traffic.first <= run.last && traffic.last >= run.first;
  });
  const whole = overlapping.filter((allow) => {
    return covers(cellsOf(allow), range) && !isEmpty(intersect(ofSpace(space, allow.peers), run.peers));
  });
  const ofOnePeer = overlapping.filter(({ peers }) => has(ofSpace(space, peers), run.peers[0]!));
  return rulesToBlame(
    whole.length > 0 ? whole : ofOnePeer,
    ({ traffic }) => traffic.last - traffic.first,
    (some) => covers(unionAll(some.map(cellsOf)), range),
  );
}
