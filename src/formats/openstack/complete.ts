import type { Item } from '../shared/item.js';

const peers = ['remote_ip_prefix', 'remote_group_id', 'remote_address_group_id'] as const;

/**
 * Whether a rule of an answer or a listing tells all of itself, be it null. Answers can be asked for some fields only, and
 * listings for some columns: what is not there then could be a condition. What is missing is reported.
 */
export function isComplete(rule: Item): boolean {
  const missing = neededOf(rule).find((key) => !Object.hasOwn(rule.fields, key));
  if (missing === undefined) return true;
  const what = `'${missing}' of this rule`;
  const suggestion = 'export the rules with all their fields or columns';
  rule.report('unknown-value', rule.span, { what, why: 'is not in the input' }, { suggestion });
  return false;
}

/** A listing prints everybody's range for a rule whose peer is a group, so that the column of groups has to be there. */
function neededOf(rule: Item): readonly string[] {
  const isNamed = peers.some((key) => rule.has(key));
  const isRow = Object.hasOwn(rule.fields, 'port_range');
  const ranges = isRow ? ['port_range', 'remote_group_id'] : ['port_range_min', 'port_range_max'];
  return ['protocol', ...ranges, ...(isNamed ? [] : ['remote_ip_prefix', 'remote_group_id'])];
}
