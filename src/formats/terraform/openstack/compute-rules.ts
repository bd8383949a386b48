import type { Rule } from '../../../definition/model.js';
import type { Report } from '../../../diagnostics/diagnostic.js';
import type { Span } from '../../../diagnostics/source.js';
import type { Known } from '../../openstack/known.js';
import { readRule } from '../../openstack/listed-rules.js';
import { type Fields, Item, isFields } from '../../shared/item.js';
import { type Block, blockOf, isPending, nestedBlocks, reportPending } from '../block.js';
import { idOf } from '../kinds.js';
import { linkOne } from '../links.js';
import { listOf, own } from '../own.js';
import type { Found } from '../plan-context.js';
import { isUnknown } from '../unknown.js';
import { neutronGroupId } from './kinds.js';

/** The fields of Neutron's rule by what the block calls them. */
const written: ReadonlyMap<string, string> = new Map([
  ['protocol', 'ip_protocol'],
  ['port_range_min', 'from_port'],
  ['port_range_max', 'to_port'],
  ['remote_ip_prefix', 'cidr'],
  ['remote_group_id', 'from_group_id'],
]);

class ComputeRule extends Item {
  override spelled(key: string): string {
    return written.get(key) ?? key;
  }
}

/** Reads the `rule` blocks of `openstack_compute_secgroup_v2`, which Nova makes rules of Neutron for what enters. */
export function readComputeRules({ resource, planContext }: Found, known: Known): readonly Rule[] {
  const block = withoutRuleIds(blockOf(resource, planContext));
  if (isPending(block, 'rule')) reportPending(block, 'rule');
  return nestedBlocks(block, 'rule').flatMap((one) => {
    const rule = ruleItem(one, idOf(resource));
    return (rule && readRule(rule, known)) ?? [];
  });
}

/** Ids of rules are never written, so that they do not tell blocks apart. */
function withoutRuleIds(block: Block): Block {
  const { tree, span } = block.unknown;
  if (!isFields(tree)) return block;
  const rule = listOf(own(tree, 'rule')).map((one) => (isFields(one) ? { ...one, id: false } : one));
  return { ...block, unknown: { tree: own(tree, 'rule') === true ? tree : { ...tree, rule }, span } };
}

const traffic = ['ip_protocol', 'from_port', 'to_port'] as const;

function ruleItem(block: Block, group: string): Item | undefined {
  const pending = [...traffic, 'cidr', 'self'].find((key) => isUnknown(block.unknown, key));
  if (pending !== undefined) {
    reportPending(block, pending);
    return undefined;
  }
  const fields = { ...trafficOf(block.item), ...peerOf(block, group) };
  if (fields.protocol === undefined || fields.ethertype === undefined) return undefined;
  return ruleOf({ direction: 'ingress', ...fields }, block.item.span, block.item.report);
}

function ruleOf(fields: Fields, span: Span, report: Report): Item {
  return new ComputeRule(fields, span, report);
}

/** Nova takes TCP, UDP and ICMP alone, and -1 for any type or code of ICMP. */
function trafficOf(item: Item): { readonly protocol?: string } {
  const protocol = item.requiredText('ip_protocol')?.toLowerCase();
  const [first, last] = [item.integer('from_port'), item.integer('to_port')];
  if (protocol === undefined) return {};
  const isIcmp = protocol === 'icmp';
  if (!isIcmp && protocol !== 'tcp' && protocol !== 'udp') {
    const problem = 'a Nova rule is for tcp, udp or icmp';
    item.report('invalid-traffic', item.at('ip_protocol'), { text: protocol, problem });
    return {};
  }
  const missing = first === undefined ? 'from_port' : last === undefined ? 'to_port' : undefined;
  if (missing !== undefined) {
    item.report('wrong-type', item.span, { problem: `'${missing}' is missing` });
    return {};
  }
  const [min, max] = [first, last].map((bound) => (isIcmp && bound === -1 ? undefined : bound));
  return { protocol, ...{ port_range_min: min, port_range_max: max } };
}

/** The one peer. A rule without any means everybody to Neutron, and is none that Nova takes. */
function peerOf(block: Block, group: string): { readonly ethertype?: string } {
  const { item } = block;
  const set = ['cidr', 'from_group_id', 'self'].filter(
    (key) => isUnknown(block.unknown, key) || (item.has(key) && !unset.includes(item.fields[key])),
  );
  const [key, more] = set;
  if (more !== undefined) {
    const problem = `a rule has one peer; this one has '${key}' and '${more}'`;
    item.report('wrong-type', item.at(more), { problem });
    return {};
  }
  if (key === undefined) {
    item.report('matches-nothing', item.span, { problem: 'the rule names no peer' });
    return {};
  }
  if (key === 'cidr') return rangeOf(item);
  const id = key === 'self' ? selfOf(item, group) : groupAt(block);
  return id === undefined ? {} : { ethertype: 'IPv4', ...{ remote_group_id: id } };
}

const unset: readonly unknown[] = ['', false];

/** The family is that of the addresses; from a group, Nova takes IPv4 alone. */
function rangeOf(item: Item): { readonly ethertype?: string } {
  const cidr = item.requiredText('cidr');
  if (cidr === undefined) return {};
  return { ethertype: cidr.includes(':') ? 'IPv6' : 'IPv4', ...{ remote_ip_prefix: cidr } };
}

function selfOf(item: Item, group: string): string | undefined {
  return item.requiredBoolean('self') === true ? group : undefined;
}

function groupAt(block: Block): string | undefined {
  const key = 'from_group_id';
  if (!isUnknown(block.unknown, key)) return block.item.requiredText(key);
  const { resources, problem } = linkOne(block, key, neutronGroupId);
  if (!resources) reportPending(block, key, problem);
  return resources?.[0] && idOf(resources[0]);
}
