import type { Group } from '../../definition/model.js';
import { isFields } from '../shared/item.js';
import { type Block, blockOf, isUnwritten, nestedBlocks } from './block.js';
import { groupId, idOf } from './kinds.js';
import { linkAll } from './links.js';
import type { Found } from './plan-context.js';
import { lacksItems, textsAt } from './texts.js';

const keys = ['security_groups', 'security_group_ids', 'vpc_security_group_ids'] as const;

/** Blocks in which load balancers, functions, clusters and such keep them. */
const blocks = ['vpc_config', 'network_configuration', 'network_interfaces', 'vpc_options'] as const;

/**
 * Reports what else carries a group that rules refer to: a load balancer or a database has addresses, which no plan tells,
 * so that those rules do not match it.
 */
export function reportOtherMembers(others: readonly Found[], groups: readonly Group[]): void {
  const peers = peersOf(groups);
  if (peers.size === 0) return;
  for (const { resource, planContext } of others) {
    if (
      ![...keys, ...blocks].some((key) => resource.values.has(key) || isMentioned(resource.unknown.tree, key))
    )
      continue;
    for (const id of carriedBy(blockOf(resource, planContext))) {
      const name = peers.get(id);
      if (name === undefined) continue;
      const what = `the addresses of ${resource.address}, which carries group '${name}',`;
      resource.report('unknown-value', resource.span, { what, why: 'are not in the input' });
    }
  }
}

/** Groups that rules refer to, by their ids. */
function peersOf(groups: readonly Group[]): ReadonlyMap<string, string> {
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const peers = new Map<string, string>();
  for (const { ingress, egress } of groups) {
    for (const { peers: own } of [...ingress, ...egress])
      for (const peer of own)
        if (peer.kind === 'group') peers.set(peer.reference, names.get(peer.reference) ?? peer.reference);
  }
  return peers;
}

function isMentioned(tree: unknown, key: string): boolean {
  return isFields(tree) && Object.hasOwn(tree, key);
}

function carriedBy(block: Block): ReadonlySet<string> {
  const quiet = { ...block, item: block.item.silent() };
  const parts = [quiet, ...blocks.flatMap((key) => nestedBlocks(quiet, key))];
  return new Set(parts.flatMap((part) => keys.flatMap((key) => idsAt(part, key))));
}

function idsAt(block: Block, key: string): readonly string[] {
  const known = textsAt(block, key).map(({ text }) => text);
  if (isUnwritten(block, key) || !lacksItems(block, key)) return known;
  return [...known, ...(linkAll(block, key, groupId).resources ?? []).map(idOf)];
}
