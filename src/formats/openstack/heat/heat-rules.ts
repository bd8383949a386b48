import { type Fields, Item } from '../../shared/item.js';
import { isSettled } from '../../shared/unknown.js';
import { groupIdOf, type Names } from './references.js';
import type { Resource } from './template.js';

/**
 * A rule of a group's own list, as the API would have it; nothing if something of it is not known. `remote_mode` says
 * whether a group is the peer, which is the rule's own where none is named.
 */
export function inlineRule(rule: Item, own: string, names: Names): Item | undefined {
  if (!isWritten(rule.fields)) {
    const problem = 'a rule has keys of a rule, and at least one';
    rule.report('matches-nothing', rule.span, { problem });
    return undefined;
  }
  const { remote_mode: mode = 'remote_ip_prefix', ...fields } = rule.fields;
  if (!isKnown(rule)) return undefined;
  if (mode !== 'remote_ip_prefix' && mode !== 'remote_group_id') {
    const problem = "'remote_mode' is remote_ip_prefix or remote_group_id";
    rule.report('wrong-type', rule.at('remote_mode'), { problem });
    return undefined;
  }
  if (mode === 'remote_ip_prefix' && rule.has('remote_group_id')) return refuseMode(rule);
  const remote = mode === 'remote_group_id' ? remoteGroup(rule, 'remote_group_id', own, names) : {};
  return remote && new Item({ direction: 'ingress', ...fields, ...remote }, rule.span, rule.report);
}

/** Heat would drop the group and let anybody in, which nobody means who names one. */
function refuseMode(rule: Item): undefined {
  const problem = "Heat drops 'remote_group_id' from a rule without 'remote_mode', and lets anybody in";
  const suggestion = 'add remote_mode: remote_group_id';
  rule.report('wrong-type', rule.at('remote_group_id'), { problem }, { suggestion });
  return undefined;
}

function remoteGroup(rule: Item, key: string, own: string | undefined, names: Names): object | undefined {
  const id = rule.has(key) ? groupIdOf(rule.fields[key], rule.at(key), rule, names) : own;
  return id === undefined ? undefined : { remote_group_id: id };
}

/** A rule that is a resource of its own, for tcp where it does not say. */
export function standaloneRule({ properties }: Resource, names: Names): Item | undefined {
  if (!isKnown(properties)) return undefined;
  const { security_group: _, remote_group: group, ...fields } = properties.fields;
  const remote = group === undefined ? {} : remoteGroup(properties, 'remote_group', undefined, names);
  const rule = { direction: 'ingress', protocol: 'tcp', ...fields, ...remote };
  return remote && new Item(rule, properties.span, properties.report);
}

/** A lost condition would let in more than is written, so that a rule is known as a whole or left out. */
function isKnown(rule: Item): boolean {
  const unsettled = Object.keys(rule.fields).filter(
    (key) => key !== 'description' && !isSettled(rule.fields[key], `'${key}'`, rule.at(key), rule.report),
  );
  return unsettled.length === 0;
}

const ruleKeys: ReadonlySet<string> = new Set([
  ...['direction', 'ethertype', 'protocol', 'port_range_min', 'port_range_max', 'description'],
  ...['remote_mode', 'remote_group_id', 'remote_ip_prefix'],
]);

/** Whether an object is a rule as one writes it. Empty, it would let everybody in; and a key not known may be a condition. */
export function isWritten(rule: Fields): boolean {
  const keys = Object.keys(rule);
  return keys.length > 0 && keys.every((key) => ruleKeys.has(key));
}
