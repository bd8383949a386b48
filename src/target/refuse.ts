import type { Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { AllowIndex } from '../ruleset/allow-index.js';
import type { DirectionRuleset } from '../ruleset/host-ruleset.js';
import { originsOf, type Part } from '../ruleset/origins.js';
import { formatTraffic } from '../traffic/format.js';
import { everythingOf } from '../traffic/traffic.js';
import { describeOrigin } from './provenance.js';
import type { Target } from './target.js';

/** Reports each rule that asks for a part which the target cannot tell from other packets. */
export type Refuse = <P extends Point>(space: Space<P>, ruleset: DirectionRuleset, part: Part<P>) => void;

/**
 * The kernel looks behind the extension headers of IPv6 for the protocol of a packet, so that a rule for such a header
 * would never match: not what its writer meant.
 */
export function refuseExtensionHeaders(target: Target, report: Report): Refuse {
  return (space, { allows }, part) => {
    const header = formatTraffic(everythingOf(part.protocols[0]));
    const named = allows.list.filter(({ traffic: { protocol } }) => protocol !== 'all');
    for (const origin of originsOf(space, new AllowIndex(named), part)) {
      const problem = `${describeOrigin(origin)} allows ${header} in IPv6, an extension header that the kernel looks behind`;
      const suggestion = 'name IPv4 peers only, or allow the protocol behind the header';
      report('not-expressible', origin.rule.span, { target, problem }, { suggestion });
    }
  };
}
