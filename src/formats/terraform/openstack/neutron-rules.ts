import type { Rule } from '../../../definition/model.js';
import type { Known } from '../../openstack/known.js';
import { readRule } from '../../openstack/listed-rules.js';
import { Item } from '../../shared/item.js';
import { type Block, blockOf, isPending, isUnwritten, reportPending } from '../block.js';
import { idOf } from '../kinds.js';
import { type Accept, linkOne } from '../links.js';
import type { Found } from '../plan-context.js';
import { knownText } from '../texts.js';
import { isUnknown } from '../unknown.js';
import { addressGroupId, neutronGroupId } from './kinds.js';

/** A rule and the group that it belongs to. */
export interface NeutronRule {
  readonly group: string;
  readonly rule: Rule;
}

const plainKeys = ['direction', 'ethertype', 'protocol', 'remote_ip_prefix', 'description'] as const;
const boundKeys = ['port_range_min', 'port_range_max'] as const;
const linkedKeys: readonly (readonly [string, Accept])[] = [
  ['remote_group_id', neutronGroupId],
  ['remote_address_group_id', addressGroupId],
];

/**
 * Reads `openstack_networking_secgroup_rule_v2` (facts 24 and 25). There a peer that is not set is everybody: what was
 * written and is not known leaves the rule out.
 */
export function readNeutronRule({ resource, planContext }: Found, known: Known): NeutronRule | undefined {
  const block = trusted(blockOf(resource, planContext));
  const group = linked(block, 'security_group_id', neutronGroupId);
  const item = ruleItem(block);
  if (group === undefined) {
    if (!isUnknown(block.unknown, 'security_group_id')) block.item.requiredText('security_group_id');
    return undefined;
  }
  const rule = item && readRule(item, known);
  return rule && { group, rule };
}

/** A configuration without what every rule has to have says nothing about what was not written. */
function trusted(block: Block): Block {
  return isUnwritten(block, 'direction') ? { ...block, written: { kind: 'untold' } } : block;
}

/** The rule as the API has it, where what is not set is absent; nothing if something of it is not known. */
function ruleItem(block: Block): Item | undefined {
  const { item } = block;
  const pending = [...plainKeys, ...boundKeys].find((key) => key !== 'description' && isPending(block, key));
  if (pending !== undefined) {
    reportPending(block, pending);
    return undefined;
  }
  const untold = untoldKey(block);
  if (untold !== undefined) {
    const what = `'${untold}' of ${block.resource.address}`;
    item.report('unknown-value', item.span, { what, why: 'is not in the input' });
    return undefined;
  }
  const fields: Record<string, unknown> = {};
  for (const key of plainKeys) if (item.fields[key] !== '') fields[key] = item.fields[key];
  for (const [key, accept] of linkedKeys) {
    const id = linked(block, key, accept);
    if (id === undefined && isPending(block, key)) return undefined;
    if (id !== undefined) fields[key] = id;
    else if (item.has(key) && item.fields[key] !== '') fields[key] = item.fields[key];
  }
  Object.assign(fields, boundsOf(block));
  return new Item(fields, item.span, item.report);
}

/** What is not set stands there as null or empty: what does not stand there at all can be anything. */
function untoldKey({ resource, item, unknown }: Block): string | undefined {
  const peers = ['remote_ip_prefix', 'remote_group_id'];
  const named = [...peers, 'remote_address_group_id'].some((key) => item.has(key) && item.fields[key] !== '');
  const needed = ['protocol', ...boundKeys, ...(named ? [] : peers)];
  return needed.find((key) => !resource.tells(key) && !isUnknown(unknown, key));
}

/**
 * The provider keeps zero for what is not set, which for ICMP is also a type and a code: then the narrow one is read. Port
 * zero is no port in OpenStack.
 */
function boundsOf(block: Block): Readonly<Record<string, unknown>> {
  const { item } = block;
  const zeros = boundKeys.filter((key) => item.fields[key] === 0);
  const isIcmp = /^(1|58|icmp|icmpv6|ipv6-icmp)$/i.test(item.peek('protocol') ?? '');
  const unset = zeros.filter((key) => !isIcmp || isUnwritten(block, key));
  const narrow = zeros.find((key) => !unset.includes(key) && block.written.kind === 'untold');
  if (narrow !== undefined) {
    const problem = 'a state has zero both for zero and for any; read as zero';
    const suggestion = 'use the plan, whose configuration shows which';
    item.report('read-narrowly', item.at(narrow), { problem }, { suggestion });
  }
  const kept = boundKeys.filter((key) => item.has(key) && !unset.includes(key));
  return Object.fromEntries(kept.map((key) => [key, item.fields[key]]));
}

/** An id that is known, or that of the resource that it will be; what is neither is reported if somebody wrote it. */
function linked(block: Block, key: string, accept: Accept): string | undefined {
  if (!isPending(block, key)) return knownText(block, key)?.text;
  const link = linkOne(block, key, accept);
  if (!link.resources) reportPending(block, key, link.problem);
  return link.resources?.[0] && idOf(link.resources[0]);
}
