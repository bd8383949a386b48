import type { AddressRange } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Peer } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { familiesOf, protocolName } from '../../traffic/protocols.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from './item.js';
import { format, isAnywhere, label } from './prefix.js';

/** Addresses as the peer of a rule, which `item` names at `key`; one that the rule's packets never have matches nothing. */
export function rangePeer(range: AddressRange, traffic: Traffic, item: Item, key: string): Peer {
  return rangePeerAt(range, traffic, item.at(key), { span: item.span, report: item.report });
}

/** The same for addresses that stand at `place`, in a rule of which `span` is the part that they are. */
export function rangePeerAt(
  range: AddressRange,
  traffic: Traffic,
  place: Span,
  { span, report }: { readonly span: Span; readonly report: Report },
): Peer {
  const { family } = range;
  if (!canMatch(traffic, family)) {
    report('matches-nothing', place, { problem: mismatch(traffic, family, format(range)) });
    return { kind: 'absent', label: format(range), span };
  }
  if (isAnywhere(range)) return { kind: 'anywhere', families: [family], span };
  return { kind: 'addresses', range, span };
}

/** ICMP is found in IPv4 packets only and ICMPv6 in IPv6 ones (fact 10). */
export function canMatch({ protocol }: Traffic, family: Family): boolean {
  return protocol === 'all' || familiesOf(protocol).includes(family);
}

/** A peer whose packets the rule's protocol never has, which is reported: it matches nothing. */
export function mismatched(item: Item, key: string, traffic: Traffic, family: Family, peer: string): Peer {
  item.report('matches-nothing', item.at(key), { problem: mismatch(traffic, family, peer) });
  return { kind: 'absent', label: peer, span: item.span };
}

/** Why packets of a family are not matched. */
export function mismatch({ protocol }: Traffic, family: Family, peer: string): string {
  const name = protocol === 'all' ? 'all' : protocolName(protocol);
  return `${label(family)} packets never carry ${name}, and '${peer}' is ${label(family)}`;
}
