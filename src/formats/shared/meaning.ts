import type { Peer, Rule } from '../../definition/model.js';

/** Equal for rules that AWS calls duplicates: same direction, protocol, ports and peer (fact 23). */
export function ruleKey(rule: Rule): string {
  return [rule.direction, allowKey(rule), rule.peers.map(peerKey).join()].join('|');
}

/** Equal for rules that allow the same traffic, spelled the same. */
export function allowKey({ allow }: Rule): string {
  const keys = allow.map((allowance) =>
    allowance.kind === 'service'
      ? allowance.reference
      : allowance.traffic.map(({ protocol, first, last }) => `${protocol} ${first} ${last}`).join(),
  );
  return keys.join();
}

/** Equal for peers that are the same, spelled the same. */
export function peerKey(peer: Peer): string {
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
