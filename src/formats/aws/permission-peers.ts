import { isEmpty } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import type { Peer } from '../../definition/model.js';
import type { Traffic } from '../../traffic/traffic.js';
import type { Item } from '../shared/item.js';
import { isAnywhere, plainPrefix, readPrefix } from '../shared/prefix.js';
import { canMatch, mismatched, rangePeer } from '../shared/range-peers.js';
import type { SharedAllows } from '../shared/shared-allows.js';
import { type GroupFacts, type GroupIndex, namesakes } from './group-index.js';
import type { KnownList } from './prefix-lists.js';

/** What rules can refer to. */
export interface Known {
  readonly allows: SharedAllows;
  readonly groups: GroupIndex;
  readonly lists: ReadonlyMap<string, KnownList>;
}

/** A peer in CIDR notation under `key`; nothing if it was at fault. */
export function readCidrPeer(item: Item, key: string, family: Family, traffic: Traffic): Peer | undefined {
  const text = item.requiredText(key);
  const plain = text === undefined ? undefined : plainPrefix(text);
  if (plain?.family === family && canMatch(traffic, family) && !isAnywhere(plain))
    return { kind: 'addresses', range: plain, span: item.span };
  const range = text === undefined ? undefined : readPrefix(text, item.at(key), item.report, family);
  if (range === undefined) return undefined;
  return rangePeer(range, traffic, item, key);
}

/** A peer that is a prefix list; one of which no entry is known matches nothing. */
export function readListPeer(item: Item, known: Known, traffic: Traffic): Peer | undefined {
  const id = item.requiredText('PrefixListId');
  if (id === undefined) return undefined;
  const list = known.lists.get(id);
  if (!list?.filled) {
    const reason = list === undefined ? 'is not in the input' : 'has no entries in the input';
    item.report('unresolved-list', item.at('PrefixListId'), { name: id, reason });
    return { kind: 'absent', label: id, span: item.span };
  }
  const family = familyOf(list);
  if (family && !canMatch(traffic, family)) return mismatched(item, 'PrefixListId', traffic, family, id);
  return { kind: 'list', reference: id, span: item.span };
}

/** The one family of a list (fact 15); none if it is empty. */
function familyOf({ addresses }: KnownList): Family | undefined {
  if (!isEmpty(addresses.ipv4)) return 'ipv4';
  return isEmpty(addresses.ipv6) ? undefined : 'ipv6';
}

/**
 * A peer that is a group: a pair of `UserIdGroupPairs`, or the `ReferencedGroupInfo` of a rule. The rule's own group is
 * a group like any other. What cannot be resolved matches nothing (fact 14).
 */
export function readGroupPeer(pair: Item, from: GroupFacts, known: Known): Peer | undefined {
  const { span } = pair;
  const target = readTarget(pair);
  if (target === undefined) return undefined;
  const found = findGroup(target, from, known.groups);
  if (found.id !== undefined) return { kind: 'group', reference: found.id, span };
  pair.report('unresolved-group', pair.at(target.key), { name: target.text, reason: found.reason });
  return { kind: 'absent', label: target.text, span };
}

interface Target {
  readonly key: 'GroupId' | 'GroupName';
  readonly text: string;
  readonly owner: string | undefined;
  readonly network: string | undefined;
  readonly peering: string | undefined;
}

/** Which group a pair names. Its name counts only where it has no id. */
function readTarget(pair: Item): Target | undefined {
  const key = !pair.has('GroupId') && pair.has('GroupName') ? 'GroupName' : 'GroupId';
  const written = pair.requiredText(key);
  const [owner = pair.text('UserId'), text] = splitOwner(written);
  const network = pair.text('VpcId');
  const peering = pair.text('PeeringStatus');
  return text === undefined ? undefined : { key, text, owner, network, peering };
}

/** Groups of other accounts are also written `123456789012/sg-…` (fact 13). */
function splitOwner(text: string | undefined): [string | undefined, string | undefined] {
  const [, owner, id] = /^([0-9]+)\/(.+)$/.exec(text ?? '') ?? [];
  return id === undefined ? [undefined, text] : [owner, id];
}

type Found =
  | { readonly id: string; readonly reason?: undefined }
  | { readonly id?: undefined; readonly reason: string };

function findGroup(target: Target, from: GroupFacts, groups: GroupIndex): Found {
  const { key, text, owner, network, peering } = target;
  if (peering !== undefined && peering !== 'active')
    return { reason: `is reached through a peering that is ${peering}` };
  if (key === 'GroupId') return groups.byId.has(text) ? { id: text } : { reason: whyAbsent(owner, from) };
  const same = namesakes(groups, text, { owner: owner ?? from.owner, network: network ?? from.network });
  if (same.length > 1) return { reason: 'is one of several with that name' };
  if (same[0] === undefined) return { reason: whyAbsent(owner, from) };
  // A name means nothing in another account, so that an account that is stated has to be known on both sides.
  if (owner === undefined || same[0].owner === owner) return { id: same[0].id };
  return { reason: `belongs to account ${owner}, and it is not known whose the group of that name here is` };
}

function whyAbsent(owner: string | undefined, from: GroupFacts): string {
  return owner !== undefined && owner !== from.owner
    ? `belongs to account ${owner} and is not in the input`
    : 'is not in the input';
}
