import { everythingOut } from '../../definition/everything-out.js';
import type { Definition, Peer, Rule } from '../../definition/model.js';
import { numberedRule } from '../../definition/prefix-rule.js';
import { allowKey, peerKey, rulesKey } from './meaning.js';

/**
 * Numbers rules as people count them. A cloud's rule has one range of ports and one peer, so that what is one to people is
 * written as several: next to each other, described alike, and each with the traffic or the peer of an earlier one. These have
 * one number. A rule without description is one alone, but for those by which everything may leave, which every new group
 * has (fact 3).
 */
export function numberRules(definition: Definition): Definition {
  const groups = definition.groups.map((group) => ({
    ...group,
    ingress: numbered(group.ingress),
    egress: isDefault(group.egress) ? asDefault(group.egress) : numbered(group.egress),
  }));
  return { ...definition, groups };
}

/** One rule a family, without a description. */
function isDefault(egress: readonly Rule[]): boolean {
  const [first, second] = egress;
  if (!first || !second || egress.length > 2) return false;
  if (egress.some(({ description }) => description !== '')) return false;
  const { span } = first;
  return rulesKey(egress) === rulesKey([everythingOut(['ipv4'], span), everythingOut(['ipv6'], span)]);
}

function asDefault(egress: readonly Rule[]): readonly Rule[] {
  return egress.map((rule) => ({ ...rule, byDefault: true, number: 1 }));
}

function numbered(rules: readonly Rule[]): readonly Rule[] {
  let number = 0;
  let description = '';
  const common = new Set<string>();
  return rules.map((rule, i) => {
    // Nothing goes on with it: of a hundred thousand rules no keys are made.
    if (rule.description === '') {
      description = '';
      return ++number === i + 1 ? rule : numberedRule(rule, number);
    }
    const keys = [`allow ${allowKey(rule)}`, ...rule.peers.map(keyOfPeer)];
    const goesOn = rule.description === description;
    if (!goesOn || !keys.some((key) => common.has(key))) {
      number++;
      description = rule.description;
      common.clear();
    }
    for (const key of keys) common.add(key);
    return number === i + 1 ? rule : numberedRule(rule, number);
  });
}

/** Everybody is one peer to people, and one a family to clouds. */
function keyOfPeer(peer: Peer): string {
  return peer.kind === 'anywhere' ? peer.kind : peerKey(peer);
}
