import type { Allowance, Direction, Rule } from '../../definition/model.js';
import { allTraffic } from '../../traffic/traffic.js';
import { Item } from '../shared/item.js';
import { checkKeys } from '../shared/known-keys.js';
import { isSettled, isUnknown, reasonIn } from '../shared/unknown.js';
import { readPeers } from './task-peers.js';
import { readTraffics } from './traffic.js';

const ruleKeys: ReadonlySet<string> = new Set([
  ...['proto', 'ports', 'from_port', 'to_port', 'icmp_type', 'icmp_code', 'rule_desc', 'group_desc'],
  ...['cidr_ip', 'cidr_ipv6', 'group_id', 'group_name', 'ip_prefix'],
]);

/** The rules under a key; what of them is not known matches nothing. */
export function readRules(
  group: Item,
  key: string,
  direction: Direction,
  groups: ReadonlySet<string>,
): readonly Rule[] {
  const written = group.fields[key];
  if (written === undefined) return [];
  if (isUnknown(written)) {
    isSettled(written, `'${key}'`, group.at(key), group.report);
    return [];
  }
  const rules = group
    .items(key)
    .filter(({ fields, span, report }) => !isUnknown(fields) || isSettled(fields, 'a rule', span, report));
  return rules.flatMap((rule) => readRule(withoutNulls(rule), direction, groups) ?? []);
}

/** What is left empty (`cidr_ip:`) is as if it were not there. */
function withoutNulls({ fields, span, report }: Item): Item {
  return new Item(
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    span,
    report,
  );
}

/** Every traffic with every peer: a product, as a rule of the language is (fact 34). */
function readRule(rule: Item, direction: Direction, groups: ReadonlySet<string>): Rule | undefined {
  // What is not known here may be a condition.
  if (!checkKeys(rule, ruleKeys, 'a rule')) return undefined;
  const traffic = readTraffics(rule);
  const peers = readPeers(rule, traffic[0] ?? allTraffic, groups);
  if (traffic.length === 0 || peers.length === 0) return undefined;
  const { span } = rule;
  const allow: readonly Allowance[] = [{ kind: 'traffic', traffic, span }];
  return { direction, allow, peers, description: descriptionOf(rule), span };
}

function descriptionOf(rule: Item): string {
  return reasonIn(rule.fields.rule_desc) ? '' : (rule.text('rule_desc') ?? '');
}
