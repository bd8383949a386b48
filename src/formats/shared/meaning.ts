import type { Peer, Rule } from '../../definition/model.js';

/** Equal for rules that AWS calls duplicates: same direction, protocol, ports and peer (fact 23). */
export function ruleKey(rule: Rule): string {
  const allow = rule.allow.map((allowance) =>
    allowance.kind === 'service'
      ? allowance.reference
      : allowance.traffic.map(({ protocol, first, last }) => `${protocol} ${first} ${last}`).join(),
  );
  return [rule.direction, allow.join(), rule.peers.map(peerKey).join()].join('|');
}

function peerKey(peer: Peer): string {
  switch (peer.kind) {
    case 'anywhere':
      return `anywhere ${peer.families.join(' ')}`;
    case 'addresses':
      return `${peer.range.family} ${peer.range.start} ${peer.range.end}`;
    case 'group':
    case 'list':
      return `${peer.kind} ${peer.reference} ${peer.families?.join(' ') ?? ''}`;
    case 'absent':
      return `absent ${peer.label}`;
    default:
      return peer.kind;
  }
}

/** Equal for lists of rules that allow the same, in whatever order and however often each is said. */
export function rulesKey(rules: readonly Rule[]): string {
  return [...new Set(rules.map(ruleKey))].sort().join('\n');
}
