import type { Family } from '../../address/space.js';
import type { Peer, PlacedAllowance } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { familiesOf, protocolName } from '../../traffic/protocols.js';
import { label } from '../shared/prefix.js';

/**
 * ICMP is found in IPv4 packets only and ICMPv6 in IPv6 ones (fact 10). A rule allows whatever of its `allow` its peers can
 * send; what matches nothing in the whole rule is a slip, so refused: traffic without a peer of its family, and a peer
 * without any traffic of its own.
 */
export function checkFamilies(
  allow: readonly PlacedAllowance[],
  peers: readonly Peer[],
  report: Report,
): void {
  if (allow.length === 0 || peers.length === 0) return;
  const sent = unionOf(allow.map(familiesOfAllowance));
  const able = unionOf(peers.map(familiesOfPeer));
  for (const peer of peers) {
    const own = familiesOfPeer(peer);
    if (!meet(own, sent)) reportMismatch(peer.span, allow[0]!, own, report);
  }
  // A fault is reported once, at the peers if all of them are wrong.
  if (!meet(able, sent)) return;
  for (const one of allow)
    if (!meet(familiesOfAllowance(one), able)) reportMismatch(one.span, one, able, report);
}

/** What a service holds, and who a group or a list is, shows only when references are followed. */
const both: readonly Family[] = ['ipv4', 'ipv6'];

function familiesOfAllowance(allowance: PlacedAllowance): readonly Family[] {
  if (allowance.kind !== 'traffic') return both;
  return unionOf(allowance.traffic.map(({ protocol }) => (protocol === 'all' ? both : familiesOf(protocol))));
}

function familiesOfPeer(peer: Peer): readonly Family[] {
  if (peer.kind === 'addresses') return [peer.range.family];
  return peer.kind === 'anywhere' ? peer.families : both;
}

function unionOf(lists: readonly (readonly Family[])[]): readonly Family[] {
  return both.filter((family) => lists.some((list) => list.includes(family)));
}

function meet(a: readonly Family[], b: readonly Family[]): boolean {
  return a.some((family) => b.includes(family));
}

function reportMismatch(
  span: Span,
  allowance: PlacedAllowance,
  families: readonly Family[],
  report: Report,
): void {
  const [{ protocol }] = allowance.kind === 'traffic' ? allowance.traffic : [{ protocol: 'all' as const }];
  const name = protocol === 'all' ? 'all' : protocolName(protocol);
  const family = label(families[0]!);
  const other = name === 'icmp' ? 'icmpv6' : 'icmp';
  const problem = `${name} never travels over ${family}, so this can match nothing`;
  report('family-mismatch', span, { problem }, { suggestion: `for ${family}, allow ${other}` });
}
