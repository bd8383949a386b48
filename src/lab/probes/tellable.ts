import type { Direction } from '../../definition/model.js';
import type { HostRuleset } from '../../ruleset/host-ruleset.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { Endpoint } from '../model.js';
import { cellsOf, type Divided } from './anybody.js';
import type { Candidate } from './probed-rules.js';

/** Ports that kernels choose from for those who ask for none. */
const [FIRST_CHOSEN, LAST_CHOSEN] = [32_768, 60_999];

/**
 * Whether it can be told beforehand what a definition wants of a probe. Where a host does not let tracked flows pass, rules decide
 * on the answer, and they may tell ports apart that the kernel chooses, or sources of errors that the outside world does.
 */
export function tellable(rulesets: readonly HostRuleset[]): (candidate: Candidate) => boolean {
  const byHost = new Map(rulesets.map((ruleset) => [ruleset.host.id, ruleset]));
  return ({ from, to, family, traffic: { kind } }) => {
    if (kind === 'unreachable' && to.host === undefined && family === 'ipv6')
      return byHost.get(from.host!)!.settings.related;
    if (kind !== 'tcp' && kind !== 'udp') return true;
    const protocol = kind === 'tcp' ? TCP : UDP;
    return !isDivided(to, 'egress') && !isDivided(from, 'ingress');

    function isDivided(end: Endpoint, direction: Direction): boolean {
      const ruleset = byHost.get(end.host ?? '');
      if (!ruleset || ruleset.settings.established) return false;
      const { canonical } = ruleset.interfaces.find(({ id }) => id === end.interface)![direction];
      return cellsOf<Divided>(canonical[family].protocols, protocol).some(
        ({ first, last }) =>
          isWithin(first, FIRST_CHOSEN + 1, LAST_CHOSEN) || isWithin(last, FIRST_CHOSEN, LAST_CHOSEN - 1),
      );
    }
  };
}

function isWithin(port: number, first: number, last: number): boolean {
  return first <= port && port <= last;
}
