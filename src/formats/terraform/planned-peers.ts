import { isEmpty } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import type { Peer, PrefixList } from '../../definition/model.js';
import { onKey, type Span } from '../../diagnostics/source.js';
import type { Traffic } from '../../traffic/traffic.js';
import { readPrefix } from '../shared/prefix.js';
import { canMatch, mismatch, rangePeerAt } from '../shared/range-peers.js';
import { type Block, isPending, reportPending } from './block.js';
import { groupId, idOf, listId } from './kinds.js';
import type { Known, Owner } from './known.js';
import { type Accept, linkAll, linkOne } from './links.js';
import { knownText, knownTexts, lacksItems, type PlacedText, textsAt } from './texts.js';
import { placeOfUnknown } from './unknown.js';

/** Everything that a peer of a rule is read with. */
export interface RuleContext {
  readonly block: Block;
  readonly traffic: Traffic;
  readonly owner: Owner;
  readonly known: Known;
}

/** Peers in CIDR notation, in a list or alone. */
export function cidrPeers(context: RuleContext, key: string, family: Family): readonly Peer[] {
  return knownTexts(context.block, key).flatMap((one) => cidrPeer(context, one, family));
}

export function oneCidrPeer(context: RuleContext, key: string, family: Family): readonly Peer[] {
  const found = knownText(context.block, key);
  return found ? cidrPeer(context, found, family) : [];
}

function cidrPeer(
  { block, traffic }: RuleContext,
  { text, span }: PlacedText,
  family: Family,
): readonly Peer[] {
  const { report } = block.item;
  const range = readPrefix(text, span, report, family);
  return range === undefined ? [] : [rangePeerAt(range, traffic, span, { span, report })];
}

/** Security groups as peers: by their ids, or through the configuration while these are not known (fact 31). */
export function groupPeers(context: RuleContext, key: string): readonly Peer[] {
  return [
    ...textsAt(context.block, key).map((one) => groupPeer(context, one)),
    ...linkedPeers(context, key, groupId, 'group'),
  ];
}

export function oneGroupPeer(context: RuleContext, key: string): readonly Peer[] {
  const { block } = context;
  if (isPending(block, key)) return linkedPeer(context, key, groupId, 'group');
  const found = knownText(block, key);
  return found ? [groupPeer(context, found)] : [];
}

/** Prefix lists as peers. */
export function listPeers(context: RuleContext, key: string): readonly Peer[] {
  return [
    ...textsAt(context.block, key).map((one) => listPeer(context, one)),
    ...linkedPeers(context, key, listId, 'list'),
  ];
}

export function oneListPeer(context: RuleContext, key: string): readonly Peer[] {
  const { block } = context;
  if (isPending(block, key)) return linkedPeer(context, key, listId, 'list');
  const found = knownText(block, key);
  return found ? [listPeer(context, found)] : [];
}

type Kind = 'group' | 'list';

/** What is unknown of a list. */
function linkedPeers(context: RuleContext, key: string, accept: Accept, kind: Kind): readonly Peer[] {
  const { block } = context;
  if (!lacksItems(block, key)) return [];
  const link = linkAll(block, key, accept);
  if (!link.resources) reportPending(block, key, link.problem);
  else if (link.more) reportPending(block, key, 'may contain more than the plan shows');
  return (link.resources ?? []).map((one) =>
    peerOf(context, kind, { text: idOf(one), span: placeOf(block, key) }),
  );
}

function linkedPeer(context: RuleContext, key: string, accept: Accept, kind: Kind): readonly Peer[] {
  const { block } = context;
  const link = linkOne(block, key, accept);
  if (!link.resources) reportPending(block, key, link.problem);
  return (link.resources ?? []).map((one) =>
    peerOf(context, kind, { text: idOf(one), span: placeOf(block, key) }),
  );
}

function placeOf({ unknown }: Block, key: string): Span {
  return placeOfUnknown(unknown, key);
}

function peerOf(context: RuleContext, kind: Kind, placed: PlacedText): Peer {
  return kind === 'group' ? groupPeer(context, placed) : listPeer(context, placed);
}

/** What cannot be resolved matches nothing (fact 14); groups of other accounts are written `123456789012/sg-…` (fact 13). */
function groupPeer({ block, owner, known }: RuleContext, { text, span }: PlacedText): Peer {
  const [, account, plain = text] = /^([0-9]+)\/(.+)$/.exec(text) ?? [];
  const found = known.groups.get(plain);
  const foreign = account !== undefined && account !== (found?.owner ?? owner.account);
  if (found && !foreign) return { kind: 'group', reference: plain, span };
  const reason = foreign ? `belongs to account ${account} and is not in the input` : 'is not in the input';
  block.item.report('unresolved-group', span, { name: plain, reason });
  return { kind: 'absent', label: plain, span };
}

function listPeer({ block, traffic, known }: RuleContext, { text, span }: PlacedText): Peer {
  const list = known.lists.get(text);
  const { report } = block.item;
  if (!list) {
    report('unresolved-list', span, { name: text, reason: 'is not in the input' });
    return { kind: 'absent', label: text, span };
  }
  const family = familyOf(list);
  if (family === undefined || canMatch(traffic, family)) return { kind: 'list', reference: text, span };
  report('matches-nothing', span, { problem: mismatch(traffic, family, text) });
  return { kind: 'absent', label: text, span };
}

/** The one family of a list (fact 15); none if it is empty. */
function familyOf({ addresses }: PrefixList): Family | undefined {
  if (!isEmpty(addresses.ipv4)) return 'ipv4';
  return isEmpty(addresses.ipv6) ? undefined : 'ipv6';
}

/** The rule's own group, where `self` is set; a group like any other. */
export function selfPeers({ block, owner }: RuleContext): readonly Peer[] {
  if (isPending(block, 'self')) {
    reportPending(block, 'self');
    return [];
  }
  const { item } = block;
  if (!item.has('self') || !item.requiredBoolean('self')) return [];
  return [{ kind: 'group', reference: owner.id, span: onKey(item.at('self')) }];
}
