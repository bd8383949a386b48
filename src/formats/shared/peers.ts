import type { AddressRange } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Peer } from '../../definition/model.js';
import { familiesOf, protocolName } from '../../traffic/protocols.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from './item.js';
import { format, isAnywhere, label } from './prefix.js';

/** Addresses as the peer of a rule, which `item` names at `key`; one that the rule's packets never have matches nothing. */
export function rangePeer(range: AddressRange, traffic: Traffic, item: Item, key: string): Peer {
  const { family } = range;
  if (!canMatch(traffic, family)) return mismatched(item, key, traffic, family, format(range));
  if (isAnywhere(range)) return { kind: 'anywhere', families: [family], span: item.span };
  return { kind: 'addresses', range, span: item.span };
}

/** ICMP is found in IPv4 packets only and ICMPv6 in IPv6 ones (fact 10). */
export function canMatch({ protocol }: Traffic, family: Family): boolean {
  return protocol === 'all' || familiesOf(protocol).includes(family);
}

/** A peer whose packets the rule's protocol never has, which is reported: it matches nothing. */
export function mismatched(
  item: Item,
  key: string,
  { protocol }: Traffic,
  family: Family,
  peer: string,
): Peer {
  const name = protocol === 'all' ? 'all' : protocolName(protocol);
  const problem = `${label(family)} packets never carry ${name}, and '${peer}' is ${label(family)}`;
  item.report('matches-nothing', item.at(key), { problem });
  return { kind: 'absent', label: peer, span: item.span };
}
